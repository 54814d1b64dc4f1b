"""`summary.xlsx`: one sheet per report table of at most 2,000 rows, and a first sheet with the definitions.

Here: sheets, widths and number formats. Longer tables are in `csv/` alone: nobody reads through them, and a sheet
takes twenty times the work of a file. Text stays text: no cell becomes a formula or a link. The workbook holds no time
and no build id, so equal data gives equal bytes. Not here: the CSV files (`files.py`).
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import duckdb
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from orchestration.publication.models import BuildFacts, PublishedTable
from orchestration.publication.sql import statement

# The file holds the date of its creation; a fixed one lets equal data give equal bytes.
CREATED = datetime(2000, 1, 1)
MOST_CHARACTERS = 32_767
MOST_ROWS = 2_000
SYNTHETIC = "Synthetic data: the postings were generated and describe no real market."
OPTIONS = {
    # Each row goes to disk when the next one begins, so rows must be written in order and memory stays small.
    "constant_memory": True,
    # The text of a posting comes from a stranger and must not be run or opened by a spreadsheet.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}


class _Formats:
    """The formats of cells, each made once for a workbook."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self.header = workbook.add_format({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True})
        self.wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        self._workbook = workbook
        self._by_number_format: dict[str, Format] = {}

    def of(self, column: str, kind: str) -> Format:
        """Choose the format of a column's cells by its name and type."""
        return self._numbers(_number_format(column, kind))

    def _numbers(self, number_format: str) -> Format:
        if number_format not in self._by_number_format:
            self._by_number_format[number_format] = self._workbook.add_format({"num_format": number_format})
        return self._by_number_format[number_format]


def write_workbook(
    connection: duckdb.DuckDBPyConnection,
    database: str,
    tables: Sequence[PublishedTable],
    facts: BuildFacts,
    path: Path,
) -> None:
    """Write the report tables among `tables` to one workbook, in their order."""
    reports = [table for table in tables if table.schema == "reports"]
    shown = [table for table in reports if table.row_count <= MOST_ROWS]
    workbook = xlsxwriter.Workbook(str(path), OPTIONS)
    workbook.set_properties({"title": "Job postings: summary tables", "created": CREATED})
    formats = _Formats(workbook)
    _write_guide(workbook.add_worksheet("Read me"), reports, facts, formats)
    for table in shown:
        rows = connection.execute(statement("select * from {name}", name=(database, table.schema, table.name)))
        _write_sheet(workbook.add_worksheet(sheet_name(table)), table, rows, formats)
    workbook.close()


def sheet_name(table: PublishedTable) -> str:
    """Give the table's name without `rpt_`, cut at the 31 characters that the name of a sheet may have."""
    return table.name.removeprefix("rpt_")[:31]


def _write_guide(sheet: Worksheet, tables: Sequence[PublishedTable], facts: BuildFacts, formats: _Formats) -> None:
    sheet.set_column(0, 1, 28)
    sheet.set_column(2, 2, 90)
    lines: list[tuple[object, ...]] = [("Job postings: summary tables",)]
    lines += [(SYNTHETIC,)] if facts.is_synthetic else []
    lines += [("Fingerprint", facts.fingerprint), (), ("Source", "Snapshot", "Sampling frame")]
    lines += sorted(
        {
            tuple(_text(build_input.get(name)) for name in ("source", "snapshot_on", "sampling_frame"))
            for build_input in facts.inputs
        }
    )
    lines += [(), ("Sheet", "Column", "Definition")]
    for table in tables:
        place = "" if table.row_count <= MOST_ROWS else f"{table.row_count:,} rows, in csv/{table.full_name}.csv"
        lines.append((sheet_name(table), place, table.comment or ""))
        lines += [(sheet_name(table), column.name, column.comment or "") for column in table.columns]
    headings = {"Job postings: summary tables", "Source", "Sheet"}
    for number, line in enumerate(lines):
        cell_format = formats.header if line and line[0] in headings else formats.wrapped
        for position, value in enumerate(line):
            sheet.write_string(number, position, _text(value), cell_format)


def _write_sheet(sheet: Worksheet, table: PublishedTable, rows: duckdb.DuckDBPyConnection, formats: _Formats) -> None:
    formats_by_column = [formats.of(column.name, column.type) for column in table.columns]
    for position, column in enumerate(table.columns):
        sheet.set_column(position, position, _width(column.name, column.type))
        sheet.write_string(0, position, column.name, formats.header)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, table.row_count, len(table.columns) - 1)
    number = 0
    while batch := rows.fetchmany(10_000):
        for row in batch:
            number += 1
            for position, value in enumerate(row):
                _write_cell(sheet, number, position, value, formats_by_column[position])


def _write_cell(sheet: Worksheet, row: int, position: int, value: object, cell_format: Format) -> None:
    if value is None:
        return
    if isinstance(value, bool | int | float):
        sheet.write(row, position, value, cell_format)
    elif hasattr(value, "isoformat"):
        sheet.write_datetime(row, position, value, cell_format)
    else:
        sheet.write_string(row, position, _text(value), cell_format)


def _text(value: object) -> str:
    """Give the text of a cell, cut at the length that a cell can hold, without the two characters that XML forbids."""
    text = "" if value is None else str(value)
    return text.replace("\ufffe", "").replace("\uffff", "")[:MOST_CHARACTERS]


def _number_format(column: str, kind: str) -> str:
    if kind == "DATE":
        return "yyyy-mm-dd"
    if kind == "TIMESTAMP":
        return "yyyy-mm-dd hh:mm:ss"
    if "share" in column:
        return "0.0%"
    return {"BIGINT": "#,##0", "DOUBLE": "#,##0.##"}.get(kind, "General")


def _width(column: str, kind: str) -> int:
    return max(len(column) + 3, 28 if kind == "VARCHAR" else 12)
