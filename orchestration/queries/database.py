"""SQL on the publication, and its answer as a table, CSV or JSON."""

import csv
import io
import json
from collections.abc import Sequence

import duckdb

from ingestion.storage.layout import Layout
from orchestration.publication.reader import published_database

Row = tuple[object, ...]


class QueryError(ValueError):
    """The SQL cannot be run; the message is DuckDB's."""


def run_query(layout: Layout, sql: str) -> tuple[list[str], list[Row]]:
    """Column names and rows of one query on the publication. Raises QueryError with DuckDB's message."""
    with published_database(layout) as database:
        try:
            found = database.execute(sql)
            return [str(column[0]) for column in found.description or []], found.fetchall()
        except duckdb.Error as error:
            raise QueryError(str(error)) from error


def formatted(columns: Sequence[str], rows: Sequence[Row], form: str) -> str:
    """The rows as an aligned table, CSV or JSON (a list of objects), ending with a line end."""
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
    """The rows as lines whose columns stand below each other, the names first."""
    cells = [list(columns), *[["" if value is None else str(value) for value in row] for row in rows]]
    widths = [max(len(line[position]) for line in cells) for position in range(len(columns))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells]
