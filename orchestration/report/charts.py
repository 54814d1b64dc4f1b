"""Bars, whiskers and ranges: the geometry of the report's charts.

Here: where things stand, in percent of the chart's width, so that text never shrinks on a small
screen. Not here: the SVG itself (`templates/bars.svg`) or a figure's caption and sources (`figures.py`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import cast

from orchestration.report.formats import NOTHING, dollars, interval, number, percent, points
from orchestration.report.results import QueryResult, Row

LONGEST_LABEL = 40
ROW_HEIGHT = 44
AXIS_HEIGHT = 24


@dataclass(frozen=True)
class Bar:
    """One bar. `start` and `width` are percent of the plot; whiskers are null where there is no interval."""

    label: str
    full_label: str
    figure: str
    note: str
    told: str
    start: float
    width: float
    low: float | None
    high: float | None
    top: int


@dataclass(frozen=True)
class Chart:
    """Bars on one scale, with the words that stand for the chart where it cannot be seen."""

    title: str
    description: str
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str], ...]

    @property
    def plot_height(self) -> int:
        """The height of the rows of bars."""
        return ROW_HEIGHT * len(self.bars)

    @property
    def height(self) -> int:
        """The height of rows and axis."""
        return self.plot_height + AXIS_HEIGHT


@dataclass(frozen=True)
class Columns:
    """Which columns of a result a chart shows."""

    label: str
    value: str
    low: str | None = None
    high: str | None = None
    note: str | None = None


def share_chart(title: str, rows: Sequence[Row], columns: Columns, top: float) -> Chart:
    """Draw shares as bars from zero, with their intervals as whiskers, on a scale that ends at `top`."""
    bars = tuple(_share_bar(row, columns, top, ROW_HEIGHT * place) for place, row in enumerate(rows))
    ticks = tuple((part * 100, f"{part * top * 100:.3g}%") for part in (0.0, 0.5, 1.0))
    return Chart(title, _told(bars), bars, ticks)


def range_chart(title: str, rows: Sequence[Row], columns: Columns) -> Chart:
    """Draw spans from `low` to `high`, in dollars, on a scale that starts at zero."""
    top = scale_end((_given(row, columns.high) for row in rows), least=1.0)
    bars = tuple(_range_bar(row, columns, top, ROW_HEIGHT * place) for place, row in enumerate(rows))
    ticks = tuple((part * 100, dollars(part * top)) for part in (0.0, 0.5, 1.0))
    return Chart(title, _told(bars), bars, ticks)


def change_chart(title: str, rows: Sequence[Row], columns: Columns) -> Chart:
    """Draw changes of shares to the left and the right of none, with their intervals as whiskers."""
    given = [_given(row, column) for row in rows for column in (columns.value, columns.low, columns.high)]
    top = scale_end((None if value is None else abs(value) for value in given), least=0.02)
    bars = tuple(_change_bar(row, columns, top, ROW_HEIGHT * place) for place, row in enumerate(rows))
    ticks = tuple((50 + 50 * part, points(part * top) if part else "0") for part in (-1.0, 0.0, 1.0))
    return Chart(title, _told(bars), bars, ticks)


def share_scale_end(result: QueryResult, columns: Columns) -> float:
    """Find a round end of the scale that every bar and whisker of a result fits on, at most one."""
    given = [_given(row, columns.high or columns.value) for row in result]
    return min(1.0, scale_end([*given, *(_given(row, columns.value) for row in result)], least=0.02))


def scale_end(values: Iterable[float | None], least: float) -> float:
    """Round the largest value up to one, two, four, five, six or eight of its power of ten."""
    largest = max([least, *(value for value in values if value is not None)])
    power = 10 ** floor(log10(largest))
    return float(next(step * power for step in (1, 2, 4, 5, 6, 8, 10) if step * power >= largest * 0.999999))


def _share_bar(row: Row, columns: Columns, top: float, y: int) -> Bar:
    value, low, high = (_given(row, column) for column in (columns.value, columns.low, columns.high))
    told = f"{row[columns.label]}: {percent(value)}"
    told += f", 95% interval {interval(low, high)}" if low is not None and high is not None else ""
    note = "" if columns.note is None else number(_given(row, columns.note))
    label = str(row[columns.label])
    return Bar(
        _short(label), label, percent(value), note, told, 0.0, _part(value, top) or 0.0,
        _part(low, top), _part(high, top), y,
    )  # fmt: skip


def _change_bar(row: Row, columns: Columns, top: float, y: int) -> Bar:
    value, low, high = (_given(row, column) for column in (columns.value, columns.low, columns.high))
    at, low_at, high_at = (None if told is None else 50 + 50 * told / top for told in (value, low, high))
    label = str(row[columns.label])
    told = f"{label}: {points(value)} points"
    told += f", 95% interval {points(low)} to {points(high)}" if low is not None and high is not None else ""
    start, width = (50.0, 0.0) if at is None else (min(at, 50.0), abs(at - 50.0))
    note = "" if columns.note is None else number(_given(row, columns.note))
    return Bar(
        _short(label), label, points(value), note, told, round(start, 3), round(width, 3), _rounded(low_at),
        _rounded(high_at), y,
    )  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _range_bar(row: Row, columns: Columns, top: float, y: int) -> Bar:
    low, high = _given(row, columns.low), _given(row, columns.high)
    figure = NOTHING if low is None and high is None else f"{dollars(low)}–{dollars(high)}"
    note = "" if columns.note is None else number(_given(row, columns.note))
    label = str(row[columns.label])
    start, end = _part(low, top) or 0.0, _part(high, top) or 0.0
    return Bar(_short(label), label, figure, note, f"{label}: {figure}", start, max(0.0, end - start), None, None, y)


def _told(bars: Sequence[Bar]) -> str:
    return "; ".join(bar.told for bar in bars)


def _given(row: Row, column: str | None) -> float | None:
    return None if column is None else cast("float | None", row[column])


def _part(value: float | None, top: float) -> float | None:
    return None if value is None else round(min(value / top, 1.0) * 100, 3)


def _short(label: str) -> str:
    clean = " ".join(label.split())
    return clean if len(clean) <= LONGEST_LABEL else clean[: LONGEST_LABEL - 1].rstrip() + "…"
