"""Context rules that SQL names exist in the seeds: a renamed rule fails here instead of changing figures.

Here: names in SQL text compared with the seeds. Not here: what the rules accept (`test_matcher.py`).
"""

import re

import pytest

from ingestion.storage.layout import DBT_PROJECT
from ingestion.storage.seeds import load_seed

pytestmark = pytest.mark.project

SUFFIX = re.compile(r"like '%\+(\w+)'")
COLUMN = re.compile(r"context_rule_id (?:=|<>|in) \(?((?:'\w+'(?:, )?)+)")


def _named_in_sql() -> dict[str, set[str]]:
    """Return the SQL files that name each context rule, as a suffix of a rule id or in the column for it."""
    named: dict[str, set[str]] = {}
    for folder in ("models", "macros", "tests"):
        for path in sorted((DBT_PROJECT / folder).rglob("*.sql")):
            sql = path.read_text(encoding="utf-8")
            listed = [name for names in COLUMN.findall(sql) for name in re.findall(r"\w+", names)]
            for name in (*SUFFIX.findall(sql), *listed):
                named.setdefault(name, set()).add(path.name)
    return named


def test_every_context_rule_that_sql_names_is_in_the_seeds():
    known = {row["context_rule_id"] for name in ("context_rule", "skill_context_rule") for row in load_seed(name)}
    named = _named_in_sql()
    assert {"mode_of_role", "mode_choice", "mode_tag"} <= set(named)
    assert {name: paths for name, paths in named.items() if name not in known} == {}
