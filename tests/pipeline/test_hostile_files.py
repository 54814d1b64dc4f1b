"""A folder of hostile and good files: the build succeeds, and each file is used, or rejected by its rule."""

import csv
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hostile import FILES, SCRIPT, write_hostile

from ingestion.storage.layout import Layout
from orchestration.cli import main
from orchestration.queries.database import run_query

pytestmark = pytest.mark.pipeline

NAMES_ESCAPED = {"line\nbreak.yaml": "line\\x0abreak.yaml"}


@pytest.fixture(scope="module")
def expected(tmp_path_factory) -> dict[str, str | None]:
    return {}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory, expected) -> Layout:
    root = tmp_path_factory.mktemp("hostile")
    expected.update(write_hostile(root / "postings"))
    layout = Layout(root / "data")
    arguments = [
        str(root / "postings"),
        "--source",
        "board",
        "--snapshot",
        "2026-02-04",
        "--data-dir",
        str(layout.root),
    ]
    added = CliRunner().invoke(main, ["add", *arguments])
    assert added.exit_code == 0, added.output
    built = CliRunner().invoke(main, ["build", "--data-dir", str(layout.root)])
    assert built.exit_code == 0, built.output
    return layout


def test_every_hostile_file_is_rejected_by_its_rule_and_every_other_is_a_posting(hostile, expected):
    rejected = dict(run_query(hostile, "select uri, rule_id from meta.reject")[1])
    by_rule = {f"postings/{name}": rule for name, rule in expected.items() if rule is not None}
    assert rejected == by_rule
    read = {row[0] for row in run_query(hostile, "select distinct uri from meta.observation")[1]}
    good = {f"postings/{NAMES_ESCAPED.get(name, name)}" for name, rule in expected.items() if rule is None}
    # The row before the broken one of the listing is a posting too, and so is the file with odd bytes in its name.
    assert read == {*good, "postings/columns.csv", "postings/bytes-\\xff\\xfe.yaml"}


def test_every_reject_has_a_reason_of_some_length_and_no_code_was_run(hostile):
    reasons = [row[0] for row in run_query(hostile, "select reason from meta.reject")[1]]
    assert all(len(reason) > 40 for reason in reasons)
    assert "pwned" not in {path.name for path in Path.cwd().iterdir()}


def test_markup_in_a_posting_is_published_as_text_and_not_run(hostile):
    titles = {row[0] for row in run_query(hostile, "select title from marts.fct_posting")[1]}
    assert any(SCRIPT in title for title in titles)
    assert run_query(hostile, "select count(*) > 10 from marts.fct_posting")[1] == [(True,)]
    for page in (hostile.current / "site").rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        assert "<script>alert" not in html, page
        assert "<img src=x" not in html, page


def test_no_title_has_invisible_or_direction_changing_characters(hostile):
    titles = [row[0] for row in run_query(hostile, "select title from marts.fct_posting")[1]]
    assert all(title.isprintable() for title in titles), [title for title in titles if not title.isprintable()]
    assert max(map(len, titles)) <= 500


def test_no_cell_is_read_as_a_formula_by_a_spreadsheet(hostile):
    cells = 0
    for path in (hostile.current / "csv").rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream):
                cells += len(row)
                wrong = [
                    cell for cell in row if cell[:1] in ("=", "+", "@") or (cell[:1] == "-" and not _is_number(cell))
                ]
                assert not wrong, (path, wrong)
    assert cells > 1_000
    with zipfile.ZipFile(hostile.current / "summary.xlsx") as workbook:
        sheets = [name for name in workbook.namelist() if name.startswith("xl/worksheets/sheet")]
        assert sheets
        assert not any(b"<f>" in workbook.read(name) for name in sheets)


def test_every_hostile_file_was_written(expected):
    assert len(expected) == len(FILES) + 5


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
