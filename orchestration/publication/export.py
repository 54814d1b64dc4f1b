"""A copy of the publication to pass on to others, whole or as aggregates only.

Here: writing the copy; with `--public` without companies, titles of single postings or text. Not here: publishing.
"""

import shutil
from pathlib import Path

import duckdb

from ingestion.storage.layout import Layout
from orchestration.publication.models import DATABASE
from orchestration.publication.reader import NothingPublishedError

# What may be passed on depends on the terms of each source, which this program does not know. So the public copy has a
# fixed list of reports, all of them aggregates; a new report is not in it until somebody adds it here.
PUBLIC_REPORTS = (
    "rpt_overview",
    "rpt_role_types",
    "rpt_skill_demand",
    "rpt_levels",
    "rpt_work_modes",
    "rpt_title_families",
)
# Rows that count fewer postings than this are left out: an aggregate must not lead to a single posting.
SMALLEST_GROUP = 10


class ExportError(RuntimeError):
    """The copy cannot be written; the message says why."""


def export(layout: Layout, target: Path, public: bool) -> list[str]:
    """Write the publication, or with `public` its aggregates, into a new folder; return the names written, sorted.

    Raises ExportError when the folder is not empty or cannot be written, NothingPublishedError without a publication.
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
        # Resolved: `current` is a link, and a build that ends meanwhile points it at another publication.
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
            # The overview has one row for each source: it counts whole sources and has no column `n`.
            condition = "" if name == "rpt_overview" else f" where n >= {SMALLEST_GROUP}"
            published.execute(f"copy (select * from reports.{name}{condition}) to '{_escaped(path)}' (header)")  # noqa: S608
            written.append(path.name)
    return written


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")
