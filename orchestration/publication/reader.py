"""The published database, opened as any other client would: read-only.

Here: opening it, and the error where there is none. Not here: what is asked of it (`orchestration/queries/`).
"""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from ingestion.storage.layout import Layout
from orchestration.publication.models import DATABASE


class NothingPublishedError(RuntimeError):
    """The data directory has no publication, or not the posting asked for."""


@contextmanager
def published_database(layout: Layout) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published database, read-only, without access to anything else on the machine."""
    path = layout.current / DATABASE
    if not path.exists():
        message = f"Nothing is published in {layout.root}; run `warehouse build`."
        raise NothingPublishedError(message)
    with duckdb.connect(str(path), read_only=True) as database:
        database.execute("set enable_external_access = false")
        yield database


def has_table(database: duckdb.DuckDBPyConnection, schema: str, name: str) -> bool:
    """Whether a publication has a table: one of an older program may not."""
    found = database.execute(
        "select count(*) from duckdb_tables() where schema_name = ? and table_name = ?", [schema, name]
    ).fetchone()
    return bool(found and found[0])
