"""A copy of the publication to hand on.

A source's terms say what may be handed on; none of them are known to this program, so `--public` gives
aggregates only: the report tables without companies and titles of single postings, and no text.
"""

import shutil
from pathlib import Path

import duckdb

from ingestion.storage.layout import Layout
from orchestration.publication.models import DATABASE
from orchestration.publication.reader import NothingPublishedError

# A report is an aggregate when no row of it can be one posting: counts of fewer than this are left out.
SMALLEST_GROUP = 10
PUBLIC_REPORTS = (
    "rpt_overview",
    "rpt_role_types",
    "rpt_skill_demand",
    "rpt_levels",
    "rpt_work_modes",
    "rpt_title_families",
)


class ExportError(RuntimeError):
    """The copy cannot be written; the message says why."""


def export(layout: Layout, target: Path, public: bool) -> list[str]:
    """Write the publication (or its aggregates) into a new folder; returns the names written.

    Raises ExportError when the folder exists and holds something, NothingPublishedError without a publication.
    """
    if not (layout.current / DATABASE).exists():
        message = f"Nothing is published in {layout.root}; run `warehouse build`."
        raise NothingPublishedError(message)
    if target.exists() and any(target.iterdir()):
        message = f"{target} is not empty; name a new folder."
        raise ExportError(message)
    try:
        if public:
            return _write_aggregates(layout.current / DATABASE, target)
        shutil.copytree(layout.current.resolve(), target, dirs_exist_ok=True)
    except OSError as error:
        message = f"{target} cannot be written ({error.strerror})."
        raise ExportError(message) from error
    return sorted(path.name for path in target.iterdir())


def _write_aggregates(database: Path, target: Path) -> list[str]:
    target.mkdir(parents=True, exist_ok=True)
    written = []
    with duckdb.connect(str(database), read_only=True) as published:
        for name in PUBLIC_REPORTS:
            path = target / f"{name}.csv"
            condition = "" if name == "rpt_overview" else f" where n >= {SMALLEST_GROUP}"
            published.execute(f"copy (select * from reports.{name}{condition}) to '{_escaped(path)}' (header)")  # noqa: S608
            written.append(path.name)
    return written


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")
