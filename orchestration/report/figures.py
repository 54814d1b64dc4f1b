"""The figures of a page: charts, tables and headline counts, each with its provenance.

Here: the functions that pages call, and the parts that every figure has: the name of its query, how it was computed,
its data for download. Not here: geometry (`charts.py`, `curves.py`) or formats (`formats.py`).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from math import ceil
from typing import cast

from jinja2 import Environment
from markupsafe import Markup

from orchestration.report.charts import Chart, Columns, change_chart, range_chart, share_chart, share_scale_end
from orchestration.report.curves import CurveColumns, survival_curve
from orchestration.report.formats import cell, is_numeric, words
from orchestration.report.markdown import Block, without_marks
from orchestration.report.results import QueryResult, Row

Function = Callable[..., Block]


class Figures:
    """The figures of one page, each with an anchor that is unique on it."""

    def __init__(self, templates: Environment, csv_files: frozenset[str]) -> None:
        self._templates = templates
        self._csv_files = csv_files
        self._anchors: dict[str, count[int]] = {}

    def functions(self) -> dict[str, Function]:
        """Give the functions that a page can call, by name."""
        return {
            "bar_chart": self.bar_chart,
            "range_chart": self.range_chart,
            "change_chart": self.change_chart,
            "curve_chart": self.curve_chart,
            "data_table": self.data_table,
            "stats": self.stats,
        }

    def bar_chart(
        self,
        result: QueryResult,
        *,
        label: str,
        value: str,
        low: str | None = None,
        high: str | None = None,
        note: str | None = None,
        by: str | None = None,
        switch: str | None = None,
        legend: str = "Counted as",
        title: str | None = None,
        subtitle: str = "",
    ) -> Block:
        """Draw shares as bars; with `by` one panel for each value of that column, all on one scale.

        `switch` names a column by whose values the reader switches the figure; at first the value of the first row is
        shown, and `legend` labels the choice.
        """
        result.require(label, value, low, high, note, by, switch)
        columns = Columns(label, value, low, high, note)
        # One scale for all panels and for every choice of the switch, so that bars can be compared between them.
        top = share_scale_end(result, columns)
        heading = title or words(result.name)
        address = self._address(result)

        def draw(part: QueryResult) -> Markup:
            panels: list[tuple[str, QueryResult]] = [(heading, part)]
            if by is not None:
                panels = [(str(member), part.where(**{by: member})) for member in part.distinct(by)]
            charts = [share_chart(name, panel.rows, columns, top) for name, panel in panels]
            return self._bars(part, charts, has_intervals=low is not None)

        if switch is None:
            body = draw(result)
        else:
            # All of them are in the page and CSS shows one, so the switch works without a script.
            panes = [(str(member), draw(result.where(**{switch: member}))) for member in result.distinct(switch)]
            body = self._render("switch.html", address=address, panes=panes, legend=legend)
        kind = "chart" if by is None else "panels"
        return self._figure(result, body, heading, subtitle, kind, address)

    def range_chart(
        self,
        result: QueryResult,
        *,
        label: str,
        low: str,
        high: str,
        note: str | None = None,
        title: str | None = None,
        subtitle: str = "",
    ) -> Block:
        """Draw ranges of pay from `low` to `high`."""
        result.require(label, low, high, note)
        heading = title or words(result.name)
        chart = range_chart(heading, result.rows, Columns(label, high, low, high, note))
        return self._figure(result, self._bars(result, [chart], has_intervals=False), heading, subtitle, "chart")

    def change_chart(
        self,
        result: QueryResult,
        *,
        label: str,
        value: str,
        low: str,
        high: str,
        note: str | None = None,
        title: str | None = None,
        subtitle: str = "",
    ) -> Block:
        """Draw changes of shares in percentage points to both sides of zero, with their intervals."""
        result.require(label, value, low, high, note)
        heading = title or words(result.name)
        chart = change_chart(heading, result.rows, Columns(label, value, low, high, note))
        return self._figure(result, self._bars(result, [chart], has_intervals=False), heading, subtitle, "chart")

    def curve_chart(
        self,
        result: QueryResult,
        *,
        day: str,
        value: str,
        low: str,
        high: str,
        at_risk: str,
        by: str,
        title: str | None = None,
        subtitle: str = "",
    ) -> Block:
        """Draw the share that remains after each day as falling steps, one panel per value of `by`, on one scale."""
        columns = CurveColumns(day, value, low, high, at_risk)
        result.require(day, value, low, high, at_risk, by)
        heading = title or words(result.name)
        # The next multiple of ten days, at least ten.
        last_day = 10 * ceil(max((cast("float", row[day]) for row in result), default=10.0) / 10)
        curves = [
            survival_curve(str(member), result.where(**{by: member}).rows, columns, last_day)
            for member in result.distinct(by)
        ]
        ticks = [(0, "0 days"), (50, f"{last_day // 2}"), (100, f"{last_day}")]
        body = self._render("curves.html", curves=curves, ticks=ticks)
        return self._figure(result, body, heading, subtitle, "panels" if len(curves) > 1 else "chart")

    def data_table(
        self,
        result: QueryResult,
        columns: Mapping[str, str] | None = None,
        *,
        title: str | None = None,
        subtitle: str = "",
        limit: int | None = None,
    ) -> Block:
        """Show rows as a table; `columns` selects columns by name and gives their headings."""
        shown = columns or {name: words(name) for name in result.columns}
        result.require(*shown)
        rows = result.rows[:limit]
        # By the values: a column that is null in some rows is still aligned as numbers.
        numeric = {name: any(is_numeric(row[name]) for row in rows) for name in shown}
        body = self._render(
            "table.html",
            title=title or words(result.name),
            headings=[(heading, numeric[name]) for name, heading in shown.items()],
            rows=[[(cell(name, row[name]), numeric[name]) for name in shown] for row in rows],
            rest=len(result) - len(rows),
            total=len(result),
        )
        return self._figure(result, body, title or words(result.name), subtitle, "table")

    def stats(self, result: QueryResult, columns: Mapping[str, str], *, title: str) -> Block:
        """Show columns of a result's first row as headline numbers."""
        result.require(*columns)
        tiles = [(heading, cell(name, row[name])) for row in result.rows[:1] for name, heading in columns.items()]
        # A figure too, with its query and its table: a headline number must be as traceable as a chart.
        return self._figure(result, self._render("stats.html", tiles=tiles), title, "", "stats")

    def _bars(self, result: QueryResult, charts: Sequence[Chart], *, has_intervals: bool) -> Markup:
        return self._render(
            "charts.html",
            charts=charts,
            has_panels=len(charts) > 1,
            has_intervals=has_intervals,
            population=_one_population(result),
        )

    def _figure(
        self, result: QueryResult, body: Markup, title: str, subtitle: str, kind: str, address: str = ""
    ) -> Block:
        html = self._render(
            "figure.html",
            address=address or self._address(result),
            result=result,
            body=body,
            title=title,
            subtitle=subtitle,
            kind=kind,
            download=self._download(result),
        )
        # Data in the figure may contain the characters that delimit placeholders, and would be replaced as one.
        return Block(without_marks(html))

    def _download(self, result: QueryResult) -> str | None:
        """Return the CSV file with a figure's data; None where its query reads several tables or one without CSV."""
        names = [f"{table.full_name}.csv" for table in result.tables]
        return names[0] if len(names) == 1 and names[0] in self._csv_files else None

    def _address(self, result: QueryResult) -> str:
        """Make the anchor of a figure from its query and filters, with a number where the page has it already."""
        # Not a running number: links to a figure must survive that others are added before it.
        name = "-".join([result.name, *(part.rpartition(" = ")[2] for part in result.filters)])
        slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        number = next(self._anchors.setdefault(slug, count(1)))
        return slug if number == 1 else f"{slug}-{number}"

    def _render(self, template: str, **values: object) -> Markup:
        return Markup(self._templates.get_template(template).render(values))  # noqa: S704 - the template escapes


def first_row(result: QueryResult) -> Row | None:
    """Give the first row of a result, or None where it is empty."""
    return result.rows[0] if result.rows else None


def _one_population(result: QueryResult) -> object | None:
    """Return the population of all shares of a result, or None where they differ or there is no such column."""
    populations = result.distinct("population_n") if "population_n" in result.columns else []
    return populations[0] if len(populations) == 1 else None
