"""Every figure of the published report, compared with the reference figures that are stored beside the corpus."""

import ast
import csv
import shutil
from pathlib import Path

import duckdb
import pytest
from published_report import changed_figures, figures_of, relabel

from ingestion.storage.layout import Layout
from orchestration.queries.database import run_query

pytestmark = pytest.mark.corpus

AS_PUBLISHED, CORRECTED, TEXT = range(3)


@pytest.fixture(scope="module")
def reference(corpus: Path) -> list[dict[str, str]]:
    file = corpus.parent / "reference" / "published_figures.csv"
    if not file.exists():
        pytest.skip(f"the reference figures are not at {file}")
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def figures(january: Layout) -> dict[tuple[str, str], dict[str, object]]:
    columns, rows = run_query(
        january,
        """select figures.*, readings.n as as_published_n, readings.population_n as as_published_population_n,
            readings.group_words
        from reports.rpt_published_figures as figures
        inner join meta.published_figure_reading as readings
            on figures.figure_number = readings.figure_number and readings.reading = 'as_published'""",
    )
    dicts = [dict(zip(columns, row, strict=True)) for row in rows]
    return {(row["section"], row["figure_name"]): row for row in dicts}


def _is_reproduced(row: dict[str, object], expected: str) -> bool:
    """Whether the value is the expected one, to the printed precision; counts by group are compared as text."""
    if expected.startswith("{"):
        counts = (entry.rpartition(" ") for entry in str(row["group_words"]).split(", "))
        return {name: int(count) for name, _, count in counts} == ast.literal_eval(expected)
    if " vs " in expected:
        return expected == f"{row['as_published_n']} vs {row['as_published_population_n']}"
    if expected.startswith("~"):
        return round(row["as_published_value"]) == int(expected[1:])
    return row["as_published_value"] == float(expected)


def test_the_reference_and_the_report_have_the_same_figures(reference, figures):
    assert [(row["section"], row["figure_name"], float(row["published_value"])) for row in reference] == [
        (section, name, row["published_value"])
        for (section, name), row in sorted(figures.items(), key=lambda item: item[1]["figure_number"])
    ]


def test_every_figure_is_reproduced_by_the_rule_of_the_report(reference, figures):
    differing = {
        (row["section"], row["figure_name"]): (row["reproduced_value"], figure["as_published_value"])
        for row in reference
        if not _is_reproduced(figure := figures[row["section"], row["figure_name"]], row["reproduced_value"])
    }
    assert not differing


def test_figures_that_match_or_round_to_the_published_are_confirmed_and_two_differ(reference, figures):
    matches = {(row["section"], row["figure_name"]): row["exact_match"] for row in reference}
    verdicts = {name: row["verdict"] for name, row in figures.items()}
    assert verdicts == {name: "differs" if match == "no" else "confirmed" for name, match in matches.items()}
    assert sorted(matches.values()).count("near") == 7
    assert sorted(matches.values()).count("no") == 2
    assert figures["ML knowledge", "PyTorch : TensorFlow"]["as_published_value"] == 1.77
    assert figures["Key insight", "RAG + Agents share of use cases"]["as_published_value"] == 17.3


def test_corrected_values_agree_with_the_reference_or_the_reason_gives_the_numbers(reference, figures):
    near, far = 0, 0
    for row in reference:
        if row["corrected_value"]:
            figure = figures[row["section"], row["figure_name"]]
            assert figure["corrected_value"] is not None, row["figure_name"]
            assert "Corrected (" in figure["reason"], row["figure_name"]
            expected = float(row["corrected_value"])
            is_near = abs(figure["corrected_value"] - expected) <= max(1.0, 0.05 * expected)
            near, far = near + is_near, far + (not is_near)
    # Far are two skills that our taxonomy defines more widely (APIs, evaluation), and machine learning by its short
    # name.
    assert near > 150
    assert far <= 12, far


def test_every_figure_has_n_and_a_denominator_and_those_from_the_text_an_interval(figures):
    for name, row in figures.items():
        assert row["n"] is not None, name
        assert row["denominator"], name
        if row["interval_low"] is not None:
            assert row["interval_low"] <= row["interval_high"], name
        elif row["unit"] in {"jobs", "percent"} and row["figure_name"] != "job descriptions":
            assert row["denominator"].endswith("of the list"), name
    assert figures["Skills: ops", "Docker — jobs"]["labelled_without_text_n"] == 97
    assert figures["Skills: languages", "Python — jobs"]["labelled_without_text_n"] == 79


def test_every_counted_posting_is_listed_for_its_figure(january):
    _, rows = run_query(
        january,
        """select figure_number, reading from meta.published_figure_reading as readings
        inner join meta.published_figure as figures using (figure_number)
        left join (
            select figure_number, reading, count(*) as posting_count, sum(entry_count) as entry_count
            from meta.published_figure_posting group by all
        ) as behind using (figure_number, reading)
        where figures.unit = 'jobs' and figures.rule <> 'company_list'
            and readings.n not in (coalesce(posting_count, 0), coalesce(entry_count, 0))""",
    )
    assert rows == []


def test_changed_labels_change_exactly_their_figures(january, tmp_path):
    layout = Layout(tmp_path / "data")
    shutil.copytree(january.root, layout.root, symlinks=True)
    before = figures_of(layout)
    with duckdb.connect(str(layout.work_database), read_only=True) as database:
        # Postings whose labels have AWS under this one spelling only.
        rows = database.execute(
            """select posting_id from ingest.annotations
            where role_type = 'ai-support' and len([s for s in skills if s.skill = 'AWS' and s.category = 'cloud']) = 1
                and len([s for s in skills if contains(lower(s.skill), 'aws')]) = 1
            order by posting_id limit 3"""
        ).fetchall()
    chosen = [posting for (posting,) in rows]
    assert len(chosen) == 3
    listed = ", ".join(f"'{posting}'" for posting in chosen)
    after = relabel(
        layout,
        f"""update ingest.labels set skills = [
            case s.skill when 'AWS' then {{'category': s.category, 'skill': 'Amazon Web Services'}} else s end
            for s in skills
        ]
        where posting_id in ({listed})""",
    )
    assert changed_figures(before, after, AS_PUBLISHED) == {
        ("Summary", "AWS — jobs"),
        ("Skills: cloud", "AWS — jobs"),
        ("Skill comparison AI-First vs AI-Support", "AWS: AI-Support"),
    }
    assert before["Skills: cloud", "AWS — jobs"][AS_PUBLISHED] - after["Skills: cloud", "AWS — jobs"][AS_PUBLISHED] == 3
    assert changed_figures(before, after, CORRECTED) == set()
    assert changed_figures(before, after, TEXT) == set()
