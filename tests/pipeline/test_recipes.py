"""The recipes of `docs/architecture.md`, followed in a copy of the program that is then built.

Here: a kind of document, a report table with its page, and a skill with a context rule, built from a few postings.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from ingestion import sources
from ingestion.storage.layout import PROJECT_ROOT, SEEDS, Layout
from orchestration.queries.database import run_query
from orchestration.report.render import PAGES

pytestmark = pytest.mark.pipeline

KIND = '''"""Notes of a pinboard: a line per posting, with its number, title, company, day and text between bars.

Here: such notes. Not here: any other kind.
"""

from collections.abc import Iterable
from datetime import date

from ingestion.schemas import Posting, Unusable
from ingestion.sources.base import Hints, Source, decode, decode_head

MARK = "PINBOARD"


class PinboardNotes(Source):
    """A first line that says so, then a posting per line."""

    kind = "pinboard-notes"
    media_type = "text/plain"
    expects = "the notes of a pinboard"

    def recognises(self, name: str, head: bytes) -> bool:
        return decode_head(head).startswith(MARK)

    def split(self, content: bytes) -> Iterable[object]:
        return decode(content).splitlines()[1:]

    def parse(self, record: object) -> Posting:
        cells = str(record).split("|")
        if len(cells) != 5:
            raise Unusable("wrong_note", "a note has five parts between bars; write the line again with all of them.")
        number, title, company, day, text = cells
        posted_on = date.fromisoformat(day)
        return Posting(number, "file", title, company, posted_on=posted_on, description=text)

    def hints(self, content: bytes) -> Hints:
        return Hints()
'''
TABLE = """with

postings as (

    select * from {{ ref('fct_posting') }}

)

select
    source,
    posted_on,
    cast(count(*) as bigint) as posting_count
from postings
where posted_on is not null
group by source, posted_on
order by source, posted_on
"""
CONTRACT = """version: 2

models:
  - name: rpt_posting_days
    description: "One row per source and day of posting. Population: postings that state the day."
    data_tests:
      - is_key:
          name: rpt_posting_days__key_is_unique_and_filled
          arguments: {columns: [source, posted_on]}
    columns:
      - name: source
        description: "{{ doc('source') }}"
        data_type: varchar
      - name: posted_on
        description: "{{ doc('posted_on') }}"
        data_type: date
      - name: posting_count
        description: "{{ doc('posting_count') }}"
        data_type: bigint
"""
PAGE = """---
title: Days of posting
menu: Days
order: 99
needs: reports.rpt_posting_days
lead: On which days postings were put up.
---

```sql days
select posted_on, posting_count
from reports.rpt_posting_days
order by posted_on
```

{% for day in days %}
- {{ day.posted_on }}: {{ day.posting_count }} put up
{% endfor %}
"""
CONTEXT_RULE = (
    "ferrule-near,solder|weld,60,,,,false,Also of canes: the trade must be near.,Solder with Ferrule.,In Ferrule."
)
WORDS = (
    "You will work with the people of our team and you are in the office or at home as you like it to be for you. "
    "We write down what we learn so that others can read it and do not have to ask for it again. "
)
NOTES = f"""PINBOARD
1|Solderer|Alder Lines|2026-01-03|{WORDS}You solder by hand and you use Ferrule for every joint that you make.
2|Keeper of Lighthouses|Alder Lines|2026-01-03|{WORDS}Our plans are in Ferrule and you like that it is so.
3|Baker|Crumb Ltd|2026-01-04|{WORDS}You bake bread with Python.
4|Baker of a note that was torn
"""
FOLDERS = ("ingestion", "orchestration", "dbt_project")


def _added(path: Path, line: str) -> tuple[Path, str]:
    return path, path.read_text(encoding="utf-8").rstrip("\n") + "\n" + line + "\n"


def _registered(path: Path, module: str, name: str) -> tuple[Path, str]:
    """Return the registry of kinds with another one: a line that imports it and a line in the list."""
    text = path.read_text(encoding="utf-8")
    first = "\nfrom ingestion.sources."
    text = text.replace(first, f"{first}{module} import {name}{first}", 1)
    return path, text.replace("] = (\n", f"] = (\n    {name}(),\n", 1)


def recipes() -> dict[str, dict[Path, str]]:
    """Return what each recipe writes: files of the program by their absolute path, with their new text."""
    models = PROJECT_ROOT / "dbt_project" / "models"
    kinds = Path(sources.__file__)
    return {
        "kind of document": dict(
            [(kinds.with_name("pinboard_notes.py"), KIND), _registered(kinds, "pinboard_notes", "PinboardNotes")]
        ),
        "report table with a page": {
            models / "reports" / "rpt_posting_days.sql": TABLE,
            models / "reports" / "rpt_posting_days.yml": CONTRACT,
            PAGES / "days.md": PAGE,
        },
        "skill with a context rule": dict(
            [
                _added(SEEDS / "skill.csv", "ferrule,Ferrule,tools,technology,,"),
                _added(SEEDS / "skill_alias.csv", "Ferrule,ferrule,exact,ferrule-near,A plain word"),
                _added(SEEDS / "skill_context_rule.csv", CONTEXT_RULE),
            ]
        ),
    }


def _copy_program(target: Path, changes: Mapping[Path, str]) -> None:
    ignored = shutil.ignore_patterns("__pycache__", "logs")
    for name in FOLDERS:
        shutil.copytree(PROJECT_ROOT / name, target / name, ignore=ignored)
    for path, text in changes.items():
        (target / path.relative_to(PROJECT_ROOT)).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Layout:
    """A data directory that a copy of the program with all recipes applied built from the notes."""
    program, root = tmp_path_factory.mktemp("program"), tmp_path_factory.mktemp("pinboard")
    _copy_program(program, {path: text for changes in recipes().values() for path, text in changes.items()})
    (root / "notes.txt").write_text(NOTES, encoding="utf-8")
    command = [sys.executable, "-c", "from orchestration.cli import run; run()"]
    adding = ["add", str(root / "notes.txt"), "--source", "pinboard", "--snapshot", "2026-01-05"]
    for arguments in (adding, ["build"]):
        done = subprocess.run(
            [*command, *arguments, "--data-dir", str(root / "data")],
            cwd=program, env={**os.environ, "PYTHONPATH": str(program)}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
    return Layout(root / "data")


def test_a_recipe_changes_three_files_at_most():
    assert {name: len(changes) for name, changes in recipes().items() if len(changes) > 3} == {}


def test_a_new_kind_of_document_is_read_and_its_malformed_record_is_a_reject(published):
    assert run_query(published, "select external_id, title, has_text from marts.fct_posting order by 1")[1] == [
        ("1", "Solderer", True),
        ("2", "Keeper of Lighthouses", True),
        ("3", "Baker", True),
    ]
    assert run_query(published, "select rule_id from meta.reject")[1] == [("wrong_note",)]


def test_a_new_report_table_is_in_every_file_and_on_its_page(published):
    rows = run_query(published, "select cast(posted_on as varchar), posting_count from reports.rpt_posting_days")[1]
    assert rows == [("2026-01-03", 2), ("2026-01-04", 1)]
    assert (published.current / "csv" / "reports.rpt_posting_days.csv").exists()
    assert (published.current / "parquet" / "reports" / "rpt_posting_days.parquet").exists()
    page = (published.current / "site" / "days.html").read_text(encoding="utf-8")
    assert "2026-01-03: 2 put up" in page
    assert "days.html" in (published.current / "site" / "index.html").read_text(encoding="utf-8")


def test_a_new_skill_counts_where_its_context_rule_accepts_it(published):
    query = """select external_id from marts.bridge_posting_skill inner join marts.fct_posting using (posting_id)
        where skill_id = 'ferrule'"""
    assert run_query(published, query)[1] == [("1",)]
