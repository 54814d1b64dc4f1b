"""What the seeds as they are now would change: the shares of a trial build compared with those of the publication.

Here: the documents of the last build, read again with the present seeds and overrides in a folder of its own; nothing
is published. Not here: collecting documents, checks and the report, which are left to `warehouse build`.
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
"""The reports whose shares are compared, with the SQL for the name of a row; source and counting policy complete it."""


@dataclass(frozen=True)
class Move:
    """A share that differs: `n` of `population` before and after, both 0 where the report has no such row."""

    source: str
    report: str
    name: str
    n_before: int
    population_before: int
    n_after: int
    population_after: int

    @property
    def points(self) -> float:
        """The change of the share in percentage points."""
        return 100 * (_share(self.n_after, self.population_after) - _share(self.n_before, self.population_before))


def compare_shares(layout: Layout, counting_policy: str) -> list[Move]:
    """List every share that the seeds as they are now would change, the largest change first.

    Raises NothingPublishedError without a publication to compare with, BuildRunningError while a build runs.
    """
    published = layout.current / DATABASE
    if not published.exists():
        raise NothingPublishedError(f"Nothing is published in {layout.root}; run `warehouse build`.")
    # A build at the same time would replace the files that are linked and the publication that they are compared with.
    with build_lock(layout):
        trial = Layout(layout.work / "taxonomy-diff")
        shutil.rmtree(trial.root, ignore_errors=True)
        try:
            _link_inputs(layout, trial)
            _build_reports(trial)
            moves = _compare(published, trial, counting_policy)
        finally:
            shutil.rmtree(trial.root, ignore_errors=True)
    return sorted(moves, key=lambda move: (-abs(move.points), move.source, move.report, move.name))


def _link_inputs(layout: Layout, trial: Layout) -> None:
    trial.root.mkdir(parents=True)
    # Hard links cost no space, and they are safe: a partition is never changed in place but replaced by a new file,
    # so the files of the data directory stay as they are.
    shutil.copytree(layout.parquet, trial.parquet, copy_function=os.link)
    if layout.sources_file.exists():
        shutil.copy(layout.sources_file, trial.sources_file)
    if layout.overrides.is_dir():
        shutil.copytree(layout.overrides, trial.overrides)


def _build_reports(trial: Layout) -> None:
    for snapshot_on in pipeline.snapshots_of(trial):
        for stage in (pipeline.parse_snapshot, pipeline.version_snapshot, pipeline.scan_snapshot):
            stage(trial, snapshot_on)
        log.info(f"{snapshot_on}  texts read with the seeds as they are now")
    work_database.prepare(trial)
    results = dbt_runner.run_models(trial, [f"+{report}" for report in SHARES])
    failed = [result for result in results if not result.succeeded]
    if failed:
        raise dbt_runner.DbtError("; ".join(f"{result.unique_id}: {result.message}" for result in failed))


def _compare(published: Path, trial: Layout, counting_policy: str) -> list[Move]:
    with duckdb.connect(str(trial.work_database), read_only=True) as database:
        path = str(published).replace("'", "''")
        database.execute(f"attach '{path}' as before (read_only)")
        return [move for report in SHARES for move in _moves(database, report, counting_policy)]


def _moves(database: duckdb.DuckDBPyConnection, report: str, counting_policy: str) -> list[Move]:
    # A full join: a skill may be new in a report or gone from it. `is distinct from` treats a null like a value.
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
