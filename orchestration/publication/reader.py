"""The published database, opened read-only as by any other client.

Here: opening it, and the error where there is none. Not here: the queries (`orchestration/queries/`).
"""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from ingestion.storage.layout import Layout
from orchestration.publication.models import DATABASE


class NothingPublishedError(RuntimeError):
    """The data directory has no publication, or its publication lacks the requested posting."""


@contextmanager
def published_database(layout: Layout) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the published database, read-only and without access to any other file. Raises NothingPublishedError."""
    path = layout.current / DATABASE
    if not path.exists():
        message = f"Nothing is published in {layout.root}; run `warehouse build`."
        raise NothingPublishedError(message)
    with duckdb.connect(str(path), read_only=True) as database:
        # SQL of a user must not reach other files of the machine through the published database.
        database.execute("set enable_external_access = false")
        yield database


def has_table(database: duckdb.DuckDBPyConnection, schema: str, name: str) -> bool:
    """Whether a publication has a table; one that an older program built may lack it."""
    row = database.execute(
        "select count(*) from duckdb_tables() where schema_name = ? and table_name = ?", [schema, name]
    ).fetchone()
    return bool(row and row[0])
