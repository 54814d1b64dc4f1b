"""The published database as the report reads it: read-only, the three published schemas, named results.

Here: running the queries of a page, and the filters that a page may apply to their rows. Not here: how rows are shown
(`figures.py`, `charts.py`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from orchestration.publication.models import SCHEMAS
from orchestration.report.errors import SiteError


class Row:
    """One row. A page writes `row.name` for a column; the class has no methods whose names could hide a column."""

    # Jinja looks for an attribute before an item, so a method would hide a column of its name.
    __slots__ = ("_values",)

    def __init__(self, values: dict[str, object]) -> None:
        self._values = values

    def __getitem__(self, column: str) -> object:
        return self._values[column]


@dataclass(frozen=True)
class ReadTable:
    """A table that a query reads, with its description from the database."""

    full_name: str
    comment: str | None


@dataclass(frozen=True)
class QueryResult:
    """The rows of a named query, with its SQL, the tables it read and the filters that a page applied."""

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

    def where(self, **values: object) -> "QueryResult":
        """Select the rows in which each named column has the given value; the figure shows the filters with its SQL."""
        self.require(*values)
        rows = tuple(row for row in self.rows if all(row[column] == value for column, value in values.items()))
        filters = tuple(f"{column} = {value}" for column, value in values.items())
        return replace(self, rows=rows, filters=self.filters + filters)

    def distinct(self, column: str) -> list[object]:
        """List the values of a column, each once, in the order of the rows."""
        self.require(column)
        return list(dict.fromkeys(row[column] for row in self.rows))

    def require(self, *columns: str | None) -> None:
        """Raise SiteError for a column that the query does not have; None is skipped."""
        for column in columns:
            if column is not None and column not in self.columns:
                raise SiteError("", self.name, f"no column {column!r}; it has {', '.join(self.columns)}")


def open_published(database: Path) -> duckdb.DuckDBPyConnection:
    """Open the database read-only; its queries can reach no other file. Raises SiteError where there is none."""
    if not database.is_file():
        raise SiteError("", "", f"no database at {database}; write the candidate first")
    # The configuration is locked, so that the SQL of a page cannot switch the access to other files on again.
    return duckdb.connect(
        str(database), read_only=True, config={"enable_external_access": False, "lock_configuration": True}
    )


def run_query(connection: duckdb.DuckDBPyConnection, page: str, name: str, sql: str) -> QueryResult:
    """Run one query of a page. Raises SiteError where it fails or reads other than the published schemas."""
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
    # One statement, since the figure shows it as the one that gave its rows and lists the tables that it reads.
    if len(duckdb.extract_statements(sql)) != 1:
        raise SiteError(page, name, "it must be one statement")
    # DuckDB gives a table with an alias as `reports.rpt_pay AS pay`.
    # DuckDB's own parser names the tables, whatever subqueries and expressions they are in.
    names = sorted({str(table).split(" AS ")[0] for table in connection.get_table_names(sql, qualified=True)})
    for table in names:
        if table.partition(".")[0] not in SCHEMAS:
            raise SiteError(page, name, f"it reads {table}; only {', '.join(SCHEMAS)} are published")
    return names


def _comment(connection: duckdb.DuckDBPyConnection, full_name: str) -> str | None:
    schema, _, table = full_name.partition(".")
    row = connection.execute(
        "select comment from duckdb_tables() where schema_name = ? and table_name = ?", [schema, table]
    ).fetchone()
    return row[0] if row else None
