"""The SQL examples of the README and the guides run on a publication, read-only, and return rows.

Not here: that the commands, tables and links of these pages exist (`tests/project/test_readme.py`), which numbers are
right (`test_build.py`).
"""

import re
from collections.abc import Iterator

import pytest

from ingestion.storage.layout import PROJECT_ROOT, Layout
from orchestration.queries.database import run_query

pytestmark = pytest.mark.pipeline

PAGES = ("README.md", "docs/querying.md", "docs/operations.md")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
TYPED = re.compile(r'warehouse query "((?:select|with)[^"]*)"')


def _examples(text: str) -> Iterator[str]:
    """Yield the SQL blocks of a page, and the SQL that its shell blocks pass to `warehouse query`."""
    for language, body in BLOCK.findall(text):
        if language == "sql":
            yield body
        elif language == "sh":
            yield from TYPED.findall(body)


EXAMPLES = [
    pytest.param(sql, id=f"{page}-{number}")
    for page in PAGES
    for number, sql in enumerate(_examples((PROJECT_ROOT / page).read_text(encoding="utf-8")), 1)
]


@pytest.mark.parametrize("sql", EXAMPLES)
def test_every_example_of_the_pages_gives_rows(sql: str, synthetic_warehouse: Layout):
    columns, rows = run_query(synthetic_warehouse, sql)
    assert columns
    assert rows


@pytest.mark.parametrize(("page", "least"), [("README.md", 5), ("docs/querying.md", 10)])
def test_the_pages_have_a_number_of_examples(page: str, least: int):
    assert len(list(_examples((PROJECT_ROOT / page).read_text(encoding="utf-8")))) >= least


def test_examples_are_found_in_both_kinds_of_block():
    text = '```sql\nselect 1\n```\n\n```sh\n.venv/bin/warehouse query "select 2"\n```\n\n```text\nselect 3\n```\n'
    assert list(_examples(text)) == ["select 1\n", "select 2"]
