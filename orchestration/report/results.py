"""The published database as the report sees it: read-only, three schemas, named results.

Here: running a page's queries and what a page may do with their rows. Not here: how rows look
(`figures.py`, `charts.py`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from orchestration.publication.models import SCHEMAS
from orchestration.report.errors import SiteError


class Row:
    """One row. A column is reached as `row.name` in a page; no method hides a column's name."""

    __slots__ = ("_values",)

    def __init__(self, values: dict[str, object]) -> None:
        self._values = values

    def __getitem__(self, column: str) -> object:
        return self._values[column]


@dataclass(frozen=True)
class ReadTable:
    """A table that a query reads, with its description."""

    full_name: str
    comment: str | None


@dataclass(frozen=True)
class QueryResult:
    """The rows of a named query, with the SQL that made them and the tables it read."""

    name: str
    sql: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    tables: tuple[ReadTable, ...] = ()
    filters: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __getitem__(self, position: int) -> Row:
        return self.rows[position]

    def where(self, **wanted: object) -> "QueryResult":
        """Keep the rows that have these values; what was kept is told beside the SQL."""
        self.require(*wanted)
        kept = tuple(row for row in self.rows if all(row[column] == value for column, value in wanted.items()))
        filters = tuple(f"{column} = {value}" for column, value in wanted.items())
        return replace(self, rows=kept, filters=self.filters + filters)

    def distinct(self, column: str) -> list[object]:
        """List a column's values, each once, in the order of the rows."""
        self.require(column)
        return list(dict.fromkeys(row[column] for row in self.rows))

    def require(self, *columns: str | None) -> None:
        """Refuse a column that the query does not give."""
        for column in columns:
            if column is not None and column not in self.columns:
                raise SiteError("", self.name, f"no column {column!r}; it gives {', '.join(self.columns)}")


def open_published(database: Path) -> duckdb.DuckDBPyConnection:
    """Open the database for reading alone; no other file can be reached through it."""
    if not database.is_file():
        raise SiteError("", "", f"no database at {database}; write the candidate first")
    return duckdb.connect(
        str(database), read_only=True, config={"enable_external_access": False, "lock_configuration": True}
    )


def run_query(connection: duckdb.DuckDBPyConnection, page: str, name: str, sql: str) -> QueryResult:
    """Run one query of a page over the published schemas."""
    try:
        names = _tables_read(connection, page, name, sql)
        cursor = connection.execute(sql)
        columns = tuple(str(column[0]) for column in cursor.description or ())
        rows = tuple(Row(dict(zip(columns, values, strict=True))) for values in cursor.fetchall())
        tables = tuple(ReadTable(full_name, _comment(connection, full_name)) for full_name in names)
    except duckdb.Error as error:
        raise SiteError(page, name, str(error)) from error
    return QueryResult(name, sql, columns, rows, tables)


def _tables_read(connection: duckdb.DuckDBPyConnection, page: str, name: str, sql: str) -> list[str]:
    if len(duckdb.extract_statements(sql)) != 1:
        raise SiteError(page, name, "it must be one statement")
    # A table under an alias comes back as `reports.rpt_pay AS pay`.
    names = sorted({str(table).split(" AS ")[0] for table in connection.get_table_names(sql, qualified=True)})
    for table in names:
        if table.partition(".")[0] not in SCHEMAS:
            raise SiteError(page, name, f"it reads {table}; only {', '.join(SCHEMAS)} are published")
    return names


def _comment(connection: duckdb.DuckDBPyConnection, full_name: str) -> str | None:
    schema, _, table = full_name.partition(".")
    found = connection.execute(
        "select comment from duckdb_tables() where schema_name = ? and table_name = ?", [schema, table]
    ).fetchone()
    return found[0] if found else None
