"""The SQL of the README and of the guide to querying, run as a reader would: on a publication, read-only.

Here: that each example runs and gives rows. That the commands, tables and links they name exist is the
matter of `tests/project/test_readme.py`; what the numbers should be, of `test_build.py`.
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
    """The SQL blocks of a page, and what its shell blocks hand to `warehouse query`."""
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
def test_the_pages_have_the_examples_they_announce(page: str, least: int):
    assert len(list(_examples((PROJECT_ROOT / page).read_text(encoding="utf-8")))) >= least


def test_examples_are_found_in_both_kinds_of_block():
    text = '```sql\nselect 1\n```\n\n```sh\n.venv/bin/warehouse query "select 2"\n```\n\n```text\nselect 3\n```\n'
    assert list(_examples(text)) == ["select 1\n", "select 2"]
