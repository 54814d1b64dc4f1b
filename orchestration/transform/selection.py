"""Which part of the dbt project a build runs: the case study only where the labels that it compares are among the data.

Here: the selections, which of them the annotations of a build call for, and which nodes each leaves out. Not here:
running dbt (`dbt_runner.py`), or requiring the checks of a selection (`orchestration/defs/publication_assets.py`).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import duckdb

from ingestion.storage.seeds import dbt_variables

ALL = "all"
WITHOUT_CASE_STUDY = "without case study"
SELECTIONS = (ALL, WITHOUT_CASE_STUDY)
CASE_STUDY_TAG = "case_study"
LABEL_DAY = "published_report_labelled_on"


def selection_of(database: duckdb.DuckDBPyConnection) -> str:
    """Return `all` where any of `ingest.annotations` was made on the report's day, else `without case study`."""
    query = "select count(*) > 0 from ingest.annotations where cast(annotated_at as date) = ?"
    row = database.execute(query, [label_day()]).fetchone()
    return ALL if row and row[0] else WITHOUT_CASE_STUDY


def label_day() -> date:
    """Return the day on which the published report's author labelled its postings, a variable of the dbt project."""
    return date.fromisoformat(str(dbt_variables()[LABEL_DAY]))


def dbt_arguments(selection: str) -> list[str]:
    """Return the arguments that restrict dbt to a selection; tests that read an excluded model are excluded too."""
    return ["--exclude", f"tag:{CASE_STUDY_TAG}"] if selection == WITHOUT_CASE_STUDY else []


def is_selected(manifest: Mapping[str, Any], unique_id: str, selection: str) -> bool:
    """Whether dbt runs a node of the manifest in a selection, by the same rule as `dbt_arguments`."""
    if selection != WITHOUT_CASE_STUDY:
        return True
    nodes = manifest["nodes"]
    read = nodes[unique_id]["depends_on"]["nodes"] if unique_id.startswith("test.") else []
    return not any(CASE_STUDY_TAG in nodes[name]["tags"] for name in [unique_id, *read] if name in nodes)
