"""Bars, whiskers and ranges: the geometry of the report's charts.

Here: horizontal positions in percent of the width of the plot, so that text keeps its size on a small screen, and
vertical ones in pixels. Not here: the SVG itself (`templates/bars.svg`), the caption of a figure and its provenance
(`figures.py`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import cast

from orchestration.report.formats import NOTHING, dollars, interval, number, percent, points
from orchestration.report.results import QueryResult, Row

# A longer label would run out of the plot on a phone; the tooltip has the whole of it.
LONGEST_LABEL = 40
# Pixels. A row has its label above the bar, so that a long label takes no width from the plot.
ROW_HEIGHT = 44
AXIS_HEIGHT = 24


@dataclass(frozen=True)
class Bar:
    """One bar. `start`, `width` and the whisker from `low` to `high` are percent of the plot; no interval is None.

    `description` is the bar in words, for screen readers and the tooltip; `top` is in pixels.
    """

    label: str
    full_label: str
    figure: str
    note: str
    description: str
    start: float
    width: float
    low: float | None
    high: float | None
    top: int


@dataclass(frozen=True)
class Chart:
    """Bars on one scale; `description` is the chart in words for those who cannot see it."""

    title: str
    description: str
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str], ...]

    @property
    def plot_height(self) -> int:
        """The height of the rows of bars, in pixels."""
        return ROW_HEIGHT * len(self.bars)

    @property
    def height(self) -> int:
        """The height of rows and axis, in pixels."""
        return self.plot_height + AXIS_HEIGHT


@dataclass(frozen=True)
class Columns:
    """The names of the columns that a chart shows."""

    label: str
    value: str
    low: str | None = None
    high: str | None = None
    note: str | None = None


def share_chart(title: str, rows: Sequence[Row], columns: Columns, top: float) -> Chart:
    """Lay out shares as bars from zero, with intervals as whiskers, on a scale that ends at `top`."""
    bars = tuple(_share_bar(row, columns, top, ROW_HEIGHT * place) for place, row in enumerate(rows))
    ticks = tuple((part * 100, f"{part * top * 100:.3g}%") for part in (0.0, 0.5, 1.0))
    return Chart(title, _description(bars), bars, ticks)


def range_chart(title: str, rows: Sequence[Row], columns: Columns) -> Chart:
    """Lay out ranges from `low` to `high`, in dollars, on a scale that starts at zero."""
    top = scale_end((_number(row, columns.high) for row in rows), least=1.0)
    bars = tuple(_range_bar(row, columns, top, ROW_HEIGHT * place) for place, row in enumerate(rows))
    ticks = tuple((part * 100, dollars(part * top)) for part in (0.0, 0.5, 1.0))
    return Chart(title, _description(bars), bars, ticks)


def change_chart(title: str, rows: Sequence[Row], columns: Columns) -> Chart:
    """Lay out changes of shares to the left and right of zero, with intervals as whiskers."""
    values = [_number(row, column) for row in rows for column in (columns.value, columns.low, columns.high)]
    # Symmetric, with zero in the middle: equal changes up and down get bars of equal length.
    top = scale_end((None if value is None else abs(value) for value in values), least=0.02)
    bars = tuple(_change_bar(row, columns, top, ROW_HEIGHT * place) for place, row in enumerate(rows))
    ticks = tuple((50 + 50 * part, points(part * top) if part else "0") for part in (-1.0, 0.0, 1.0))
    return Chart(title, _description(bars), bars, ticks)


def share_scale_end(result: QueryResult, columns: Columns) -> float:
    """Choose a round end of the scale, at most one, that fits every bar and whisker of a result."""
    upper_ends = [_number(row, columns.high or columns.value) for row in result]
    # The values as well as the upper ends: a value without an interval has no upper end.
    return min(1.0, scale_end([*upper_ends, *(_number(row, columns.value) for row in result)], least=0.02))


def scale_end(values: Iterable[float | None], least: float) -> float:
    """Round the largest value, or `least` if that is larger, up to 1, 2, 4, 5, 6, 8 or 10 times a power of ten."""
    largest = max([least, *(value for value in values if value is not None)])
    power = 10 ** floor(log10(largest))
    # The tolerance keeps a value that floating point put just above a step from taking the next one.
    return float(next(step * power for step in (1, 2, 4, 5, 6, 8, 10) if step * power >= largest * 0.999999))


def _share_bar(row: Row, columns: Columns, top: float, y: int) -> Bar:
    value, low, high = (_number(row, column) for column in (columns.value, columns.low, columns.high))
    description = f"{row[columns.label]}: {percent(value)}"
    description += f", 95% interval {interval(low, high)}" if low is not None and high is not None else ""
    note = "" if columns.note is None else number(_number(row, columns.note))
    label = str(row[columns.label])
    return Bar(
        _short(label), label, percent(value), note, description, 0.0, _part(value, top) or 0.0,
        _part(low, top), _part(high, top), y,
    )  # fmt: skip


def _change_bar(row: Row, columns: Columns, top: float, y: int) -> Bar:
    value, low, high = (_number(row, column) for column in (columns.value, columns.low, columns.high))
    at, low_at, high_at = (None if change is None else 50 + 50 * change / top for change in (value, low, high))
    label = str(row[columns.label])
    description = f"{label}: {points(value)} points"
    description += f", 95% interval {points(low)} to {points(high)}" if low is not None and high is not None else ""
    # The bar begins at zero, in the middle of the plot; a decrease extends to the left of it.
    start, width = (50.0, 0.0) if at is None else (min(at, 50.0), abs(at - 50.0))
    note = "" if columns.note is None else number(_number(row, columns.note))
    return Bar(
        _short(label), label, points(value), note, description, round(start, 3), round(width, 3), _rounded(low_at),
        _rounded(high_at), y,
    )  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _range_bar(row: Row, columns: Columns, top: float, y: int) -> Bar:
    low, high = _number(row, columns.low), _number(row, columns.high)
    figure = NOTHING if low is None and high is None else f"{dollars(low)}–{dollars(high)}"
    note = "" if columns.note is None else number(_number(row, columns.note))
    label = str(row[columns.label])
    start, end = _part(low, top) or 0.0, _part(high, top) or 0.0
    return Bar(_short(label), label, figure, note, f"{label}: {figure}", start, max(0.0, end - start), None, None, y)


def _description(bars: Sequence[Bar]) -> str:
    return "; ".join(bar.description for bar in bars)


def _number(row: Row, column: str | None) -> float | None:
    return None if column is None else cast("float | None", row[column])


def _part(value: float | None, top: float) -> float | None:
    # Rounded to a thousandth of a percent, below a pixel, so that equal data gives equal bytes on every machine.
    return None if value is None else round(min(value / top, 1.0) * 100, 3)


def _short(label: str) -> str:
    clean = " ".join(label.split())
    return clean if len(clean) <= LONGEST_LABEL else clean[: LONGEST_LABEL - 1].rstrip() + "…"
