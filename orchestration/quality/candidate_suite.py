"""What must hold of the files of a candidate, read back from disk, before it becomes the publication.

Here: the last gate: completeness, freshness and agreement of the files with each other and with the work database.
Not here: keys and relations, which dbt tested on the models and which are not tested again.
"""

from pathlib import Path

import duckdb
import great_expectations.expectations as gxe
import pandas as pd

from ingestion.storage.layout import Layout
from orchestration.publication.models import DATABASE, MANIFEST, SCHEMAS, WORKBOOK
from orchestration.quality.expectations import TableExpectation

FACTS = ("marts.fct_posting", "marts.fct_posting_snapshot", "marts.dim_source", "reports.rpt_overview")

EXPECTATIONS: list[TableExpectation] = [
    TableExpectation(
        "candidate_has_every_table",
        "Every table of the work database's published schemas is in the candidate.",
        lambda: gxe.ExpectColumnValuesToNotBeNull(column="candidate_rows"),
        frame="tables",
    ),
    TableExpectation(
        "candidate_tables_have_every_row",
        "Every table has as many rows in the candidate as it was built with.",
        lambda: gxe.ExpectColumnPairValuesToBeEqual(
            column_A="work_rows", column_B="candidate_rows", ignore_row_if="either_value_is_missing"
        ),
        frame="tables",
    ),
    TableExpectation(
        "candidate_columns_have_their_types",
        "Every column has in the candidate the name and type it was built with.",
        lambda: gxe.ExpectColumnPairValuesToBeEqual(
            column_A="work_type", column_B="candidate_type", ignore_row_if="neither"
        ),
        frame="columns",
    ),
    TableExpectation(
        "candidate_facts_are_not_empty",
        "The facts and the overview hold rows.",
        lambda: gxe.ExpectColumnValuesToBeBetween(column="candidate_rows", min_value=1),
        frame="facts",
    ),
    TableExpectation(
        "candidate_files_agree_with_the_database",
        "Every Parquet file has as many rows as its table.",
        lambda: gxe.ExpectColumnPairValuesToBeEqual(
            column_A="candidate_rows", column_B="parquet_rows", ignore_row_if="neither"
        ),
        frame="files",
    ),
    TableExpectation(
        "candidate_postings_were_observed_in_the_last_snapshot",
        "The newest snapshot of the inputs is in the facts.",
        lambda: gxe.ExpectColumnPairValuesToBeEqual(
            column_A="newest_input", column_B="newest_fact", ignore_row_if="neither"
        ),
        frame="freshness",
    ),
    TableExpectation(
        "candidate_report_is_there",
        "The site, the workbook and the manifest are written.",
        lambda: gxe.ExpectColumnValuesToBeBetween(column="size_bytes", min_value=1),
        frame="outputs",
    ),
]


def frames_of(layout: Layout, candidate: Path) -> dict[str, pd.DataFrame]:
    """Read the frames that the expectations need, by name, from the candidate's files and the work database."""
    with duckdb.connect(str(layout.work_database), read_only=True) as work:
        work_rows, work_types = _row_counts(work), _column_types(work)
        newest_input = work.execute("select max(snapshot_on) from ingest.inputs").fetchone()
    with duckdb.connect(str(candidate / DATABASE), read_only=True) as database:
        candidate_rows, candidate_types = _row_counts(database), _column_types(database)
        newest_fact = _newest_fact(database, candidate_rows)
    # Both frames start from the work database: what the candidate lacks is a null there, and so a failure.
    tables = pd.DataFrame(
        [(name, work_rows[name], candidate_rows.get(name)) for name in sorted(work_rows)],
        columns=["table_name", "work_rows", "candidate_rows"],
    )
    columns = pd.DataFrame(
        [(name, work_types[name], candidate_types.get(name)) for name in sorted(work_types)],
        columns=["column_name", "work_type", "candidate_type"],
    )
    return {
        "tables": tables,
        "columns": columns,
        "facts": tables[tables["table_name"].isin(FACTS)],
        "files": _files(candidate, candidate_rows),
        "freshness": pd.DataFrame(
            [(str(newest_input[0]) if newest_input else "", newest_fact)], columns=["newest_input", "newest_fact"]
        ),
        "outputs": _outputs(candidate),
    }


def _row_counts(database: duckdb.DuckDBPyConnection) -> dict[str, int]:
    # Counted, not taken from DuckDB's estimates: a lost row must show.
    names = database.execute(
        "select table_schema || '.' || table_name from information_schema.tables where list_contains(?, table_schema)",
        [list(SCHEMAS)],
    ).fetchall()
    counts = {}
    for (name,) in names:
        row = database.execute(f"select count(*) from {name}").fetchone()  # noqa: S608 - names from the catalogue
        counts[str(name)] = int(row[0]) if row else 0
    return counts


def _column_types(database: duckdb.DuckDBPyConnection) -> dict[str, str]:
    rows = database.execute(
        """select table_schema || '.' || table_name || '.' || column_name, data_type
        from information_schema.columns where list_contains(?, table_schema)""",
        [list(SCHEMAS)],
    ).fetchall()
    return {str(name): str(kind) for name, kind in rows}


# Empty where the table is missing: another expectation reports that, and this one fails by comparing with nothing.
def _newest_fact(database: duckdb.DuckDBPyConnection, row_counts: dict[str, int]) -> str:
    if "marts.dim_source" not in row_counts:
        return ""
    row = database.execute("select max(last_snapshot_on) from marts.dim_source").fetchone()
    return str(row[0]) if row else ""


def _files(candidate: Path, row_counts: dict[str, int]) -> pd.DataFrame:
    """Row counts of each table in the database and in its Parquet file, null where there is no file.

    Tables of the schema `meta` may have none: those that describe the build hold times and stay in the database.
    """
    rows: list[tuple[str, int, int | None]] = []
    with duckdb.connect() as memory:
        for name, count in sorted(row_counts.items()):
            path = candidate / "parquet" / Path(*name.split(".")).with_suffix(".parquet")
            if path.exists():
                counted = memory.execute("select count(*) from read_parquet(?)", [str(path)]).fetchone()
                rows.append((name, count, int(counted[0]) if counted else None))
            elif not name.startswith("meta."):
                rows.append((name, count, None))
    return pd.DataFrame(rows, columns=["table_name", "candidate_rows", "parquet_rows"])


def _outputs(candidate: Path) -> pd.DataFrame:
    required = ("site/index.html", WORKBOOK, MANIFEST)
    sizes = [(name, (candidate / name).stat().st_size if (candidate / name).exists() else 0) for name in required]
    return pd.DataFrame(sizes, columns=["file_name", "size_bytes"])
