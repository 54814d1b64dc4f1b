"""Changing the labels of a built warehouse and computing the published figures from them again.

Only the models of the case study run, which takes seconds where a build takes far longer.
"""

import duckdb

from ingestion.storage.layout import Layout
from orchestration.transform.dbt_runner import run_models
from orchestration.transform.selection import CASE_STUDY_TAG

MODELS = f"int_annotations__skills tag:{CASE_STUDY_TAG}"
Figures = dict[tuple[str, str], tuple[float | None, float | None, float | None]]


def figures_of(layout: Layout) -> Figures:
    """Return the value as published, corrected and from the text of each figure, by section and name."""
    with duckdb.connect(str(layout.work_database), read_only=True) as database:
        rows = database.execute(
            """select section, figure_name, as_published_value, corrected_value, text_value
            from reports.rpt_published_figures"""
        ).fetchall()
    return {(section, name): tuple(values) for section, name, *values in rows}


def relabel(layout: Layout, *changes: str) -> Figures:
    """Apply SQL statements to `ingest.annotations`, run the models of the case study and return the figures."""
    with duckdb.connect(str(layout.work_database)) as database:
        database.execute("create or replace table ingest.labels as from ingest.annotations")
        database.execute("create or replace view ingest.annotations as from ingest.labels")
        for change in changes:
            database.execute(change)
    results = run_models(layout, MODELS.split())
    assert not [result for result in results if not result.succeeded]
    return figures_of(layout)


def changed_figures(before: Figures, after: Figures, reading: int) -> set[tuple[str, str]]:
    """Return the figures whose value differs in a reading: 0 as published, 1 corrected, 2 from the text."""
    assert before.keys() == after.keys()
    return {name for name in before if before[name][reading] != after[name][reading]}
