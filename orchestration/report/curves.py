"""Survival curves with their confidence bands: the geometry.

Here: SVG paths in a square of 100 by 100, which the template stretches over the plot. Not here: bars (`charts.py`), the
SVG itself (`templates/curves.html`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from orchestration.report.formats import number, percent
from orchestration.report.results import Row


@dataclass(frozen=True)
class CurveColumns:
    """The names of the columns that a curve shows: day, share after it, its bounds, number at risk."""

    day: str
    value: str
    low: str
    high: str
    at_risk: str


@dataclass(frozen=True)
class Curve:
    """One curve: SVG paths of its line and band, and `description`, the curve in words for those who cannot see it."""

    title: str
    note: str
    description: str
    line: str
    band: str


def survival_curve(title: str, rows: Sequence[Row], columns: CurveColumns, last_day: float) -> Curve:
    """Lay out a share that falls in steps from 1, in rows ordered by day, on a scale that ends at `last_day`.

    The band covers the rows that have both bounds.
    """
    steps = [(_number(row, columns.day) or 0.0, _number(row, columns.value) or 0.0) for row in rows]
    # Where no posting is left at risk the interval is unknown; the band ends there while the curve goes on.
    bounded = [row for row in rows if _number(row, columns.low) is not None and _number(row, columns.high) is not None]
    lows, highs = (
        [(_number(row, columns.day) or 0.0, _number(row, bound) or 0.0) for row in bounded]
        for bound in (columns.low, columns.high)
    )
    day, share = steps[-1] if steps else (0.0, 1.0)
    at_risk = max((_number(row, columns.at_risk) or 0.0 for row in rows), default=0.0)
    description = f"{title}: {percent(share)} are listed for longer than {number(day)} days"
    return Curve(
        title, f"up to {number(at_risk)} at risk", description, _steps(steps, last_day), _band(lows, highs, last_day)
    )


def _steps(steps: Sequence[tuple[float, float]], last_day: float) -> str:
    # Horizontal to the day, then vertical to the share: the curve is constant between two closings.
    return "M0 0" + "".join(f"H{_x(day, last_day)}V{_y(share)}" for day, share in steps)


def _band(lows: Sequence[tuple[float, float]], highs: Sequence[tuple[float, float]], last_day: float) -> str:
    """Draw a closed path: along the upper bounds from left to right, and back along the lower ones."""
    back = "".join(f"V{_y(share)}H{_x(day, last_day)}" for day, share in reversed(lows))
    return f"{_steps(highs, last_day)}{back}V0Z" if lows else ""


def _x(day: float, last_day: float) -> str:
    return f"{day / last_day * 100:.2f}"


def _y(share: float) -> str:
    # SVG counts downwards, so a share of 1 is at the top with y = 0.
    return f"{(1 - share) * 100:.2f}"


def _number(row: Row, column: str) -> float | None:
    return cast("float | None", row[column])
