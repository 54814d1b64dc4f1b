"""A candidate: everything that would be published, written to a folder that nobody reads yet.

Here: the order of writing. Not here: the single writers (`tables.py`, `files.py`, `workbook.py`,
`metadata.py`), the report site, the manifest, and the move that makes a candidate the publication.
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
# The format of DuckDB 1.0: what 2.0 writes by default no earlier reader opens.
STORAGE_VERSION = "v1.0.0"
# Sorted tables of a million postings spill beyond it; the process holds as much besides.
MEMORY_LIMIT = "256MB"


def write_candidate(work_database: Path, target: Path, facts: BuildFacts) -> list[PublishedTable]:
    """Write the database, Parquet, CSV and workbook to `target` and return the tables by name.

    Raises `PublicationError` where the work database is absent or `target` already holds something.
    """
    _require_room(work_database, target)
    spill = target / ".spill"
    # Sorting a large table spills to disk; without a place of its own that would be the current folder.
    settings: dict[str, str | bool | int | float | list[str]] = {
        "temp_directory": str(spill),
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
    shutil.rmtree(spill, ignore_errors=True)
    return sorted([*tables, *described], key=lambda table: (table.schema, table.name))


def _require_room(work_database: Path, target: Path) -> None:
    if not work_database.is_file():
        raise PublicationError(f"No work database at {work_database}; build the dbt models first.")
    target.mkdir(parents=True, exist_ok=True)
    if any(target.iterdir()):
        raise PublicationError(f"{target} already holds files; a candidate needs an empty folder of its own.")


def _attach(connection: duckdb.DuckDBPyConnection, work_database: Path, origin: str, database: Path) -> None:
    # Views name the database they were made in, so it keeps the name that dbt knew it by: the file's stem.
    work = Words(str(work_database))
    connection.execute(statement("attach {path} as {origin} (read_only)", path=work, origin=origin))
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
    return (table.schema, table.name) in {(own.schema, own.name) for own in DESCRIBING}
