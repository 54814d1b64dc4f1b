"""The tables that describe a build inside its database: `meta.build`, `build_input`, `check_result`.

Here: their columns, comments and rows, from the facts of the build. Not here: the manifest (`manifest.py`). These
tables are in the database alone: they hold times and ids, and the Parquet and CSV files of equal data must be equal.
"""

import json
from collections.abc import Sequence
from dataclasses import replace

import duckdb

from orchestration.publication.models import BuildFacts, CheckResult, PublishedColumn, PublishedTable
from orchestration.publication.sql import Raw, quote, statement
from orchestration.publication.tables import comment_on

# No dbt model: the rows are known only after dbt has run, among them the results of its tests.
Row = tuple[object, ...]

BUILD = PublishedTable(
    "meta",
    "build",
    "One row per build of this publication: its identity and what it was built from.",
    (
        PublishedColumn("build_id", "VARCHAR", "Identity of the build; names its folder."),
        PublishedColumn("fingerprint", "VARCHAR", "Hash of inputs, seeds and code; equal means nothing to rebuild."),
        PublishedColumn("code_version", "VARCHAR", "Version of the code that built it."),
        PublishedColumn("built_at", "TIMESTAMP", "When it was built, UTC."),
        PublishedColumn("is_synthetic", "BOOLEAN", "True where the postings were generated and describe no market."),
        PublishedColumn("dagster_run_id", "VARCHAR", "The run that built it; null outside of Dagster."),
        PublishedColumn(
            "selection",
            "VARCHAR",
            "Which tables were built: `all`, or `without case study` where its labels are not among the inputs.",
        ),
    ),
    row_count=1,
)

BUILD_INPUT = PublishedTable(
    "meta",
    "build_input",
    "One row per input and snapshot that went into the build.",
    (
        PublishedColumn("build_id", "VARCHAR", "Identity of the build."),
        PublishedColumn("source", "VARCHAR", "The board the documents come from."),
        PublishedColumn("snapshot_on", "DATE", "The day on which the source was crawled."),
        PublishedColumn("uri", "VARCHAR", "Where the documents were, as it is shown to readers."),
        PublishedColumn("sampling_frame", "VARCHAR", "The sampling frame: what was searched, where, over which dates."),
        PublishedColumn("document_count", "BIGINT", "Documents of the input on that day."),
        PublishedColumn("sha256", "VARCHAR", "Hash over the documents' bytes."),
    ),
    row_count=0,
)

CHECK_RESULT = PublishedTable(
    "meta",
    "check_result",
    "One row per build and check.",
    (
        PublishedColumn("build_id", "VARCHAR", "Identity of the build."),
        PublishedColumn("asset_key", "VARCHAR", "What was checked."),
        PublishedColumn("check_name", "VARCHAR", "Name of the check: the sentence that must be true."),
        PublishedColumn("severity", "VARCHAR", "error stops a publication, warn does not."),
        PublishedColumn("is_passed", "BOOLEAN", "Whether the check passed."),
        PublishedColumn("failing_count", "BIGINT", "Rows that failed the check; null where it counts none."),
        PublishedColumn("detail", "VARCHAR", "What the check says, with examples where it failed."),
    ),
    row_count=0,
)

DESCRIBING = (BUILD, BUILD_INPUT, CHECK_RESULT)


def write_metadata(connection: duckdb.DuckDBPyConnection, database: str, facts: BuildFacts) -> list[PublishedTable]:
    """Create and fill the tables that describe the build; return them with their row counts."""
    rows = {BUILD.name: [_build_row(facts)], BUILD_INPUT.name: _input_rows(facts)}
    rows[CHECK_RESULT.name] = check_rows(facts.build_id, facts.checks)
    for table in DESCRIBING:
        name = (database, table.schema, table.name)
        columns = ", ".join(f"{quote(column.name)} {column.type}" for column in table.columns)
        connection.execute(statement("create table {name} ({columns})", name=name, columns=Raw(columns)))
        comment_on(connection, name, table.comment, table.columns)
        insert_rows(connection, name, rows[table.name])
    return [replace(table, row_count=len(rows[table.name])) for table in DESCRIBING]


def insert_rows(connection: duckdb.DuckDBPyConnection, name: tuple[str, ...], rows: Sequence[Row]) -> None:
    """Insert rows into a table; an empty sequence inserts nothing."""
    if rows:
        placeholders = Raw(", ".join("?" for _ in rows[0]))
        connection.executemany(
            statement("insert into {name} values ({placeholders})", name=name, placeholders=placeholders), list(rows)
        )


def check_rows(build_id: str, checks: Sequence[CheckResult]) -> list[Row]:
    """Give check results as rows of `meta.check_result`, sorted by asset and check."""
    rows: list[Row] = [
        (
            build_id,
            check.asset,
            check.check_name,
            check.severity.lower(),
            check.passed,
            check.failing_rows,
            _detail(check),
        )
        for check in checks
    ]
    return sorted(rows, key=lambda row: (str(row[1]), str(row[2])))


def _build_row(facts: BuildFacts) -> Row:
    return (
        facts.build_id,
        facts.fingerprint,
        facts.code_version,
        facts.built_at_utc,
        facts.is_synthetic,
        facts.dagster_run_id,
        facts.selection,
    )


def _input_rows(facts: BuildFacts) -> list[Row]:
    names = [column.name for column in BUILD_INPUT.columns[1:]]
    rows: list[Row] = [(facts.build_id, *(build_input.get(name) for name in names)) for build_input in facts.inputs]
    return sorted(rows, key=lambda row: tuple(map(str, row)))


def _detail(check: CheckResult) -> str:
    # Examples of a failed check alone: those of a check that passed are not failures.
    if check.passed or not check.sample:
        return check.description
    examples = json.dumps(list(check.sample), ensure_ascii=False, default=str)
    return f"{check.description} For example: {examples}".strip()
