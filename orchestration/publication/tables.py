"""Tables copied from the work database to the published one: rows in a fixed order, types, comments.

Here: the description of the tables from the catalog, and the copy. Not here: the files beside the database
(`files.py`, `workbook.py`) and the tables that describe the build (`metadata.py`).
"""

from collections.abc import Sequence

import duckdb

from orchestration.publication.models import SCHEMAS, PublishedColumn, PublishedTable
from orchestration.publication.sql import Raw, Words, quote, statement

# Who opens a small table wants the largest counts first, and the figures of a report in their order; all other columns
# only break ties.
READING_ORDER = ("source", "counting_policy", "figure_number")

# Views as well as tables: dbt may build either, and readers get tables.
RELATIONS = """
select schema_name, table_name, comment from duckdb_tables()
where database_name = $database and schema_name in (select unnest($schemas))
union all
select schema_name, view_name, comment from duckdb_views()
where database_name = $database and schema_name in (select unnest($schemas)) and not internal
order by all
"""

COLUMNS = """
select schema_name, table_name, column_name, data_type, comment from duckdb_columns()
where database_name = $database and schema_name in (select unnest($schemas))
order by schema_name, table_name, column_index
"""


def describe_tables(connection: duckdb.DuckDBPyConnection, database: str) -> list[PublishedTable]:
    """List the tables and views of the published schemas by schema and name; their `row_count` is 0 until the copy."""
    names = {"database": database, "schemas": list(SCHEMAS)}
    columns: dict[tuple[str, str], list[PublishedColumn]] = {}
    for schema, table, *column in connection.execute(COLUMNS, names).fetchall():
        columns.setdefault((schema, table), []).append(PublishedColumn(*column))
    return [
        PublishedTable(schema, table, comment, tuple(columns.get((schema, table), ())), row_count=0)
        for schema, table, comment in connection.execute(RELATIONS, names).fetchall()
    ]


def copy_table(
    connection: duckdb.DuckDBPyConnection, table: PublishedTable, origin: str, target: str, key: Sequence[str] = ()
) -> int:
    """Copy one table with its comments between attached databases and return its row count.

    `key` names columns that are unique together, or none; see `order_of`.
    """
    name = (target, table.schema, table.name)
    connection.execute(
        statement(
            "create table {name} as select * from {origin} order by {keys}",
            name=name,
            origin=(origin, table.schema, table.name),
            keys=order_of(table, key),
        )
    )
    comment_on(connection, name, table.comment, table.columns)
    return count_rows(connection, name)


def comment_on(
    connection: duckdb.DuckDBPyConnection,
    name: tuple[str, ...],
    comment: str | None,
    columns: Sequence[PublishedColumn],
) -> None:
    """Write the descriptions of a table and of its columns into the database."""
    if comment:
        connection.execute(statement("comment on table {name} is {words}", name=name, words=Words(comment)))
    for column in columns:
        if column.comment:
            connection.execute(
                statement(
                    "comment on column {column} is {words}",
                    column=(*name, column.name),
                    words=Words(column.comment),
                )
            )


def count_rows(connection: duckdb.DuckDBPyConnection, name: tuple[str, ...]) -> int:
    """Count the rows of a table."""
    row = connection.execute(statement("select count(*) from {name}", name=name)).fetchone()
    return int(row[0]) if row else 0


def order_of(table: PublishedTable, key: Sequence[str]) -> Raw:
    """Give the terms of `order by`: all columns from left to right, where there is an `n` from the largest first.

    All columns, since only a total order gives the same bytes for the same rows. Columns after the last one of `key`
    cannot change the order any more and are left out, which makes the sort of a large table cheaper.
    """
    names = [column.name for column in table.columns]
    if "n" in names:
        first = [name for name in READING_ORDER if name in names]
        names = [*first, "n", *(name for name in names if name not in {*first, "n"})]
    if key and set(key) <= set(names):
        names = names[: 1 + max(map(names.index, key))]
    return Raw(", ".join(quote(name) + (" desc nulls last" if name == "n" else "") for name in names))
