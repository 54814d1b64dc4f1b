"""Geometry of charts, formats of values, and the placeholders that keep data out of Markdown."""

from datetime import date

import pytest
from markupsafe import Markup

from orchestration.report.charts import Columns, change_chart, range_chart, scale_end, share_chart, share_scale_end
from orchestration.report.curves import CurveColumns, survival_curve
from orchestration.report.formats import cell, day, dollars, interval, number, percent, points
from orchestration.report.markdown import Block, Placeholders, to_html
from orchestration.report.results import QueryResult, Row

pytestmark = pytest.mark.unit

COLUMNS = Columns("name", "share", "low", "high", "n")


def result_of(*rows):
    return QueryResult("skills", "select 1", tuple(rows[0]), tuple(Row(row) for row in rows))


def share_row(name, share, low, high, n=10):
    return {"name": name, "share": share, "low": low, "high": high, "n": n}


@pytest.mark.parametrize(
    ("largest", "end"), [(0.84, 1.0), (0.5, 0.5), (0.41, 0.5), (0.079, 0.08), (0.001, 0.02), (262_000, 400_000)]
)
def test_a_scale_ends_at_a_round_number_above_every_value(largest, end):
    assert scale_end([largest, None], least=0.02) == pytest.approx(end)


def test_a_scale_of_shares_ends_at_one_at_most():
    assert share_scale_end(result_of(share_row("all", 1.0, 0.99, 1.0)), COLUMNS) == 1.0


def test_bars_and_whiskers_are_percent_of_the_scale():
    bar = share_chart("t", result_of(share_row("RAG", 0.4, 0.3, 0.5)).rows, COLUMNS, top=0.5).bars[0]
    assert (bar.start, bar.width, bar.low, bar.high) == (0.0, 80.0, 60.0, 100.0)
    assert bar.description == "RAG: 40.0%, 95% interval 30.0–50.0%"


def test_a_share_of_an_empty_population_has_no_bar_and_no_number():
    bar = share_chart("t", result_of(share_row("RAG", None, None, None, 0)).rows, COLUMNS, top=1.0).bars[0]
    assert (bar.width, bar.low, bar.figure, bar.note) == (0.0, None, "–", "0")


def test_bars_are_drawn_below_each_other():
    chart = share_chart("t", result_of(*[share_row(str(i), 0.1, 0.0, 0.2) for i in range(3)]).rows, COLUMNS, top=1.0)
    assert [bar.top for bar in chart.bars] == [0, 44, 88]
    assert chart.height > 88 + 44


def test_the_bar_of_a_change_is_on_the_side_of_its_sign():
    rows = result_of(
        {"name": "up", "share": 0.1, "low": 0.05, "high": 0.2},
        {"name": "down", "share": -0.1, "low": -0.2, "high": 0.0},
    ).rows
    up, down = change_chart("t", rows, Columns("name", "share", "low", "high")).bars
    assert (up.start, up.width, up.low, up.high) == (50.0, 25.0, 62.5, 100.0)
    assert (down.start, down.width, down.low, down.high) == (25.0, 25.0, 0.0, 50.0)
    assert (up.figure, down.description) == ("+10.0", "down: -10.0 points, 95% interval -20.0 to +0.0")


def test_a_curve_falls_in_steps_and_its_band_ends_where_there_is_no_interval():
    steps = [(10, 0.75, 0.5, 0.9), (20, 0.5, 0.25, 0.75), (40, 0.0, None, None)]
    rows = result_of(*[dict(zip(("d", "s", "l", "h", "n"), (*step, 4), strict=True)) for step in steps]).rows
    curve = survival_curve("all", rows, CurveColumns("d", "s", "l", "h", "n"), 40.0)
    assert curve.line == "M0 0H25.00V25.00H50.00V50.00H100.00V100.00"
    assert curve.band == "M0 0H25.00V10.00H50.00V25.00V75.00H50.00V50.00H25.00V0Z"


def test_changes_are_written_in_points_with_their_sign():
    assert [points(value) for value in (0.0312, -0.1, 0.0, None)] == ["+3.1", "-10.0", "+0.0", "–"]
    assert cell("within_points", 0.05) == "+5.0"


def test_a_range_is_drawn_from_its_lower_to_its_upper_end():
    row = {"name": "mid", "low": 100_000.0, "high": 150_000.0, "n": 7}
    chart = range_chart("t", result_of(row).rows, Columns("name", "high", "low", "high", "n"))
    assert (chart.bars[0].start, chart.bars[0].width, chart.bars[0].figure) == (50.0, 25.0, "$100k–$150k")


def test_a_range_without_ends_has_no_bar():
    row = {"name": "mid", "low": None, "high": None, "n": 0}
    bar = range_chart("t", result_of(row).rows, Columns("name", "high", "low", "high", "n")).bars[0]
    assert (bar.width, bar.figure) == (0.0, "–")


def test_a_long_label_is_cut_and_described_in_full():
    bar = share_chart("t", result_of(share_row("x" * 60, 0.1, 0.0, 0.2)).rows, COLUMNS, top=1.0).bars[0]
    assert len(bar.label) == 40
    assert bar.description.startswith("x" * 60)


def test_a_filtered_result_names_its_filters():
    filtered = result_of(share_row("a", 0.1, 0, 1), share_row("b", 0.2, 0, 1)).where(name="b")
    assert [row["share"] for row in filtered] == [0.2]
    assert filtered.filters == ("name = b",)


def test_values_are_formatted_by_kind():
    assert percent(0.4123) == "41.2%"
    assert interval(0.38, 0.445) == "38.0–44.5%"
    assert number(12345) == "12,345"
    assert number(1.5) == "1.50"
    assert dollars(161_250.0) == "$161k"
    assert dollars(0.0) == "$0"
    assert day(date(2026, 2, 7)) == "7 February 2026"
    assert {percent(None), number(None), dollars(None), day(None), interval(None, 1.0)} == {"–"}


def test_a_cell_is_formatted_by_the_name_of_its_column_and_its_type():
    assert cell("share_low", 0.5) == "50.0%"
    assert cell("pay_min_median_usd", 128_000.0) == "$128,000"
    assert cell("n", 1234) == "1,234"
    assert cell("is_passed", False) == "no"
    assert cell("posted_on", date(2026, 2, 7)) == "2026-02-07"
    assert cell("title", None) == "–"


def test_a_value_is_shown_as_text_and_not_as_markup_or_markdown():
    placeholders = Placeholders()
    html = to_html(f"Asked: {placeholders.store('<b>*x*</b> # [a](b)')}", placeholders)
    assert html == "<p>Asked: <bdi>&lt;b&gt;*x*&lt;/b&gt; # [a](b)</bdi></p>\n"


def test_data_cannot_forge_a_placeholder():
    placeholders = Placeholders()
    placeholders.store(Block("<figure>"))
    assert "<figure>" not in to_html(f"{placeholders.store(chr(0xE000) + '0' + chr(0xE001))}", placeholders)


def test_a_chart_replaces_its_paragraph_and_text_does_not():
    placeholders = Placeholders()
    assert to_html(
        f"{placeholders.store(Block('<figure></figure>'))}\n\n{placeholders.store('word')}", placeholders
    ) == ("<figure></figure>\n<p><bdi>word</bdi></p>\n")


def test_the_output_of_a_macro_of_a_page_is_markdown():
    placeholders = Placeholders()
    assert to_html(str(placeholders.store(Markup("**bold**"))), placeholders) == "<p><strong>bold</strong></p>\n"


def test_html_in_a_page_is_text():
    assert to_html("<script>alert(1)</script>", Placeholders()) == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"
