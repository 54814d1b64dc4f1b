"""Tables from the work database to the published one: rows in a fixed order, types, comments.

Here: what the catalog says of the tables, and the copy. Not here: the files beside the database
(`files.py`, `workbook.py`) and the tables that describe the build (`metadata.py`).
"""

from collections.abc import Sequence

import duckdb

from orchestration.publication.models import SCHEMAS, PublishedColumn, PublishedTable
from orchestration.publication.sql import Raw, Words, quote, statement

# A reader of a small table wants the largest first, and the figures of a report in its order; the rest breaks ties.
READING_ORDER = ("source", "counting_policy", "figure_number")

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
    """List the tables and views of the published schemas, by name; rows are not counted yet."""
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
    """Copy one table between attached databases and return its row count; comments come along.

    `key` names columns that tell its rows apart: what comes after them cannot change the order and is not sorted by.
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
    """Write a table's description and its columns' into the file."""
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
    """Count how many rows a table has."""
    row = connection.execute(statement("select count(*) from {name}", name=name)).fetchone()
    return int(row[0]) if row else 0


def order_of(table: PublishedTable, key: Sequence[str]) -> Raw:
    """Order by all columns from left to right, so that the order is total; `n` from the largest where there is one.

    Sorting by the columns up to the last one of the key gives the same order.
    """
    names = [column.name for column in table.columns]
    if "n" in names:
        first = [name for name in READING_ORDER if name in names]
        names = [*first, "n", *(name for name in names if name not in {*first, "n"})]
    if key and set(key) <= set(names):
        names = names[: 1 + max(map(names.index, key))]
    return Raw(", ".join(quote(name) + (" desc nulls last" if name == "n" else "") for name in names))
