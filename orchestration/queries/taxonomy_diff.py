"""What the seeds as they are now would change: the shares of a rehearsed build against the publication's.

Here: the documents read before, read again with the seeds and overrides of this moment, in a folder of its own;
nothing is published. Not here: collecting documents, checks, the report: `warehouse build`.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingestion import pipeline
from ingestion.storage.layout import Layout
from orchestration.publication.models import DATABASE
from orchestration.publication.reader import NothingPublishedError
from orchestration.runtime.lock import build_lock
from orchestration.runtime.progress import log
from orchestration.transform import dbt_runner, work_database

SHARES = {
    "rpt_skill_demand": "skill_id",
    "rpt_use_cases": "topic_kind || ':' || topic_id",
    "rpt_role_types": "role_type",
    "rpt_levels": "level",
    "rpt_work_modes": "work_mode",
}
"""The reports whose shares are compared, and what names a row beside its source and counting policy."""


@dataclass(frozen=True)
class Move:
    """A share that differs: n of population_n postings before and after; 0 of it where the row is not there."""

    source: str
    report: str
    name: str
    n_before: int
    population_before: int
    n_after: int
    population_after: int

    @property
    def points(self) -> float:
        """How many percentage points the share moves."""
        return 100 * (_share(self.n_after, self.population_after) - _share(self.n_before, self.population_before))


def rehearse(layout: Layout, counting_policy: str) -> list[Move]:
    """Every share that the seeds as they are now would move, the largest move first.

    Raises NothingPublishedError without a publication to compare with, BuildRunningError while a build runs.
    """
    published = layout.current / DATABASE
    if not published.exists():
        raise NothingPublishedError(f"Nothing is published in {layout.root}; run `warehouse build`.")
    with build_lock(layout):
        scratch = Layout(layout.work / "rehearsal")
        shutil.rmtree(scratch.root, ignore_errors=True)
        try:
            _link(layout, scratch)
            _read_again(scratch)
            moves = _compare(published, scratch, counting_policy)
        finally:
            shutil.rmtree(scratch.root, ignore_errors=True)
    return sorted(moves, key=lambda move: (-abs(move.points), move.source, move.report, move.name))


def _link(layout: Layout, scratch: Layout) -> None:
    scratch.root.mkdir(parents=True)
    # A partition is replaced by moving a new file to its place: the linked ones stay as they are.
    shutil.copytree(layout.parquet, scratch.parquet, copy_function=os.link)
    if layout.sources_file.exists():
        shutil.copy(layout.sources_file, scratch.sources_file)
    if layout.overrides.is_dir():
        shutil.copytree(layout.overrides, scratch.overrides)


def _read_again(scratch: Layout) -> None:
    for on in pipeline.snapshots_of(scratch):
        for stage in (pipeline.parse_snapshot, pipeline.version_snapshot, pipeline.scan_snapshot):
            stage(scratch, on)
        log.info(f"{on}  texts read with the seeds as they are now")
    work_database.prepare(scratch)
    results = dbt_runner.run_models(scratch, [f"+{report}" for report in SHARES])
    failed = [result for result in results if not result.succeeded]
    if failed:
        raise dbt_runner.DbtError("; ".join(f"{result.unique_id}: {result.message}" for result in failed))


def _compare(published: Path, scratch: Layout, counting_policy: str) -> list[Move]:
    with duckdb.connect(str(scratch.work_database), read_only=True) as database:
        path = str(published).replace("'", "''")
        database.execute(f"attach '{path}' as before (read_only)")
        return [move for report in SHARES for move in _moves(database, report, counting_policy)]


def _moves(database: duckdb.DuckDBPyConnection, report: str, counting_policy: str) -> list[Move]:
    rows = database.execute(
        f"""
        with
        earlier as (select *, {SHARES[report]} as name from before.reports.{report} where counting_policy = $policy),
        later as (select *, {SHARES[report]} as name from reports.{report} where counting_policy = $policy)
        select
            source, name, coalesce(earlier.n, 0), coalesce(earlier.population_n, 0), coalesce(later.n, 0),
            coalesce(later.population_n, 0)
        from earlier full outer join later using (source, name)
        where (earlier.n, earlier.population_n) is distinct from (later.n, later.population_n)
        """,  # noqa: S608 - names of our own
        {"policy": counting_policy},
    ).fetchall()
    return [Move(row[0], report, *row[1:]) for row in rows]


def _share(n: int, population_n: int) -> float:
    return n / population_n if population_n else 0.0
