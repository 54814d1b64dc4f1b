"""SQL on the publication, and its result as a table, CSV or JSON.

Not here: opening the published database (`orchestration/publication/reader.py`).
"""

import csv
import io
import json
from collections.abc import Sequence

import duckdb

from ingestion.storage.layout import Layout
from orchestration.publication.reader import published_database

Row = tuple[object, ...]


class QueryError(ValueError):
    """The SQL cannot be run; the message is the one of DuckDB."""


def run_query(layout: Layout, sql: str) -> tuple[list[str], list[Row]]:
    """Run one query on the publication; return column names and rows. Raises QueryError, NothingPublishedError."""
    # The connection is read-only, so a statement that would write is refused by DuckDB.
    with published_database(layout) as database:
        try:
            result = database.execute(sql)
            return [str(column[0]) for column in result.description or []], result.fetchall()
        except duckdb.Error as error:
            raise QueryError(str(error)) from error


def formatted(columns: Sequence[str], rows: Sequence[Row], form: str) -> str:
    """Format rows as `table` (aligned columns), `csv` or `json` (a list of objects), with a final line end."""
    if form == "json":
        return json.dumps([dict(zip(columns, row, strict=True)) for row in rows], default=str, indent=2) + "\n"
    if form == "csv":
        target = io.StringIO()
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
        return target.getvalue()
    return "\n".join(aligned(columns, rows)) + "\n"


def aligned(columns: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """Give lines with aligned columns: the names, then the rows; null is empty."""
    cells = [list(columns), *[["" if value is None else str(value) for value in row] for row in rows]]
    widths = [max(len(line[position]) for line in cells) for position in range(len(columns))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells]
