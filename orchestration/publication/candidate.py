"""A candidate: everything that would be published, written to a folder that no reader is given yet.

Here: the order of writing. Not here: the writers themselves (`tables.py`, `files.py`, `workbook.py`, `metadata.py`),
the report (`orchestration/report/`), the manifest (`manifest.py`), and the move that makes a candidate the
publication (`pointer.py`).
"""

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb

from orchestration.publication.deprecated import write_views
from orchestration.publication.files import write_files
from orchestration.publication.metadata import DESCRIBING, write_metadata
from orchestration.publication.models import DATABASE, SCHEMAS, WORKBOOK, BuildFacts, PublicationError, PublishedTable
from orchestration.publication.sql import Words, statement
from orchestration.publication.tables import copy_table, describe_tables
from orchestration.publication.workbook import write_workbook

PUBLISHED = "publication"
# The storage format of DuckDB 1.0. What DuckDB 2 writes by default cannot be opened by any earlier client.
STORAGE_VERSION = "v1.0.0"
# Sorting the tables of a million postings goes beyond it and continues on disk; the rest of the process needs about
# as much memory again.
MEMORY_LIMIT = "256MB"


def write_candidate(work_database: Path, target: Path, facts: BuildFacts) -> list[PublishedTable]:
    """Write the database, Parquet, CSV and workbook to `target`; return the tables in order of schema and name.

    Raises `PublicationError` where the work database is absent or `target` already holds something.
    """
    _require_inputs(work_database, target)
    sort_folder = target / ".sort"
    # An in-memory connection would put the temporary files of a large sort into the current folder.
    settings: dict[str, str | bool | int | float | list[str]] = {
        "temp_directory": str(sort_folder),
        "memory_limit": MEMORY_LIMIT,
    }
    with duckdb.connect(":memory:", config=settings) as connection:
        origin = work_database.stem
        _attach(connection, work_database, origin, target / DATABASE)
        tables = [
            replace(
                table, row_count=copy_table(connection, table, origin, PUBLISHED, facts.keys.get(table.full_name, ()))
            )
            for table in describe_tables(connection, origin)
            if not _describes_the_build(table)
        ]
        described = write_metadata(connection, PUBLISHED, facts)
        connection.execute(statement("detach {origin}", origin=origin))
        tables = [write_files(connection, PUBLISHED, table, target) for table in tables]
        write_views(connection, PUBLISHED, [*tables, *described])
        write_workbook(connection, PUBLISHED, tables, facts, target / WORKBOOK)
        connection.execute(statement("checkpoint {published}", published=PUBLISHED))
    shutil.rmtree(sort_folder, ignore_errors=True)
    return sorted([*tables, *described], key=lambda table: (table.schema, table.name))


def _require_inputs(work_database: Path, target: Path) -> None:
    if not work_database.is_file():
        raise PublicationError(f"No work database at {work_database}; build the dbt models first.")
    target.mkdir(parents=True, exist_ok=True)
    if any(target.iterdir()):
        raise PublicationError(f"{target} already holds files; a candidate needs an empty folder of its own.")


def _attach(connection: duckdb.DuckDBPyConnection, work_database: Path, origin: str, database: Path) -> None:
    # A view of the work database refers to it by the name that dbt gave it, the stem of the file, so it must be
    # attached under that name.
    path = Words(str(work_database))
    connection.execute(statement("attach {path} as {origin} (read_only)", path=path, origin=origin))
    connection.execute(
        statement(
            "attach {path} as {published} (storage_version {version})",
            path=Words(str(database)),
            published=PUBLISHED,
            version=Words(STORAGE_VERSION),
        )
    )
    for schema in SCHEMAS:
        connection.execute(statement("create schema {name}", name=(PUBLISHED, schema)))


def _describes_the_build(table: PublishedTable) -> bool:
    return (table.schema, table.name) in {(described.schema, described.name) for described in DESCRIBING}
