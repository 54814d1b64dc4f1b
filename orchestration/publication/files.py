"""Parquet and CSV beside the database, the same bytes for the same rows.

Here: which tables become which files, and the escaping that keeps a spreadsheet from running text as a formula.
Not here: the workbook (`workbook.py`), the hashes and descriptions of the files (`manifest.py`).
"""

from dataclasses import replace
from pathlib import Path

import duckdb

from orchestration.publication.models import PublishedTable
from orchestration.publication.sql import Raw, Words, quote, statement

# A spreadsheet reads a cell that starts with one of these as a formula; in East Asian locales the full-width forms too.
FORMULA_STARTS = "^[=+\\-@\\t\\r\\n＝＋－＠]"


def write_files(
    connection: duckdb.DuckDBPyConnection, database: str, table: PublishedTable, target: Path
) -> PublishedTable:
    """Write the table's files under `target` and return the table with their relative paths."""
    files = [_write_parquet(connection, database, table, target)]
    if is_for_spreadsheets(table):
        files.append(_write_csv(connection, database, table, target))
    return replace(table, files=tuple(files))


def is_for_spreadsheets(table: PublishedTable) -> bool:
    """Whether a table also becomes a CSV: reports and dimensions do; facts and bridges are too long to open."""
    return table.schema == "reports" or (table.schema == "marts" and table.name.startswith("dim_"))


def _write_parquet(connection: duckdb.DuckDBPyConnection, database: str, table: PublishedTable, target: Path) -> str:
    path = f"parquet/{table.schema}/{table.name}.parquet"
    (target / path).parent.mkdir(parents=True, exist_ok=True)
    connection.execute(
        statement(
            "copy {name} to {path} (format parquet, compression zstd)",
            name=(database, table.schema, table.name),
            path=Words(str(target / path)),
        )
    )
    return path


def _write_csv(connection: duckdb.DuckDBPyConnection, database: str, table: PublishedTable, target: Path) -> str:
    path = f"csv/{table.full_name}.csv"
    (target / path).parent.mkdir(parents=True, exist_ok=True)
    cells = ", ".join(
        _cell(column.name) if column.type == "VARCHAR" else quote(column.name) for column in table.columns
    )
    connection.execute(
        statement(
            "copy (select {cells} from {name}) to {path} (format csv, header)",
            cells=Raw(cells),
            name=(database, table.schema, table.name),
            path=Words(str(target / path)),
        )
    )
    return path


def _cell(column: str) -> str:
    # A leading apostrophe makes a spreadsheet show a cell as text. Only the CSV has it: Parquet is read by programs,
    # which want the text as it is.
    return statement(
        "case when regexp_matches({column}, {starts}) then '''' || {column} else {column} end as {column}",
        column=column,
        starts=Words(FORMULA_STARTS),
    )
