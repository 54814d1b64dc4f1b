"""A small invented work database with every published table, with the columns and types that dbt gives them.

Not here: its rows (`publishing_rows.py`), the synthetic corpus or a real build, which the pipeline tests have.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

from orchestration.publication import BuildFacts, CheckResult
from orchestration.transform.dbt_runner import manifest_path
from publishing_rows import SCRIPT, SOURCES, NamedRow, invented_rows

SCHEMAS = ("marts", "reports", "meta")
# Written as a view, as a model may be; it is published as a table.
VIEW = "dim_source"

UNCLUSTERED = {"share_clustered_low": "share_low", "share_clustered_high": "share_high"}
"""The invented companies have one posting each, so the clustered interval equals the unclustered one."""
TYPES = {bool: "boolean", int: "bigint", float: "double", str: "varchar", date: "date", datetime: "timestamp"}

# Enough rows for several row groups and threads, in an order that is not the key's.
EXTRA_FACTS = """
insert into marts.fct_posting by name
select 'extra:' || hash(i) as posting_id, 'harbour' as source, 'Engineer' as title, true as has_text,
    i * 1.5 as salary_min, date '2026-02-27' as posted_on
from range(?) as r (i)
"""


@cache
def published_models() -> dict[str, dict[str, str | None]]:
    """Return the columns of every published model by `schema.table`, each with the type of its contract or None."""
    nodes = json.loads(manifest_path().read_text(encoding="utf-8"))["nodes"].values()
    return {
        f"{node['schema']}.{node['name']}": {name: column["data_type"] for name, column in node["columns"].items()}
        for node in nodes
        if node["resource_type"] == "model" and node["schema"] in SCHEMAS and node["name"] != VIEW
    }


def build_facts(build_id: str = "b-001", *, is_synthetic: bool = True, minute: int = 0) -> BuildFacts:
    return BuildFacts(
        build_id=build_id,
        fingerprint="f1e2d3c4b5a697887766554433221100",
        code_version="0.1.0",
        built_at=datetime(2026, 3, 1, 12, minute, tzinfo=UTC),
        is_synthetic=is_synthetic,
        selection="all",
        inputs=[
            {
                "source": source,
                "snapshot_on": date(2026, 2, 27),
                "uri": f"{source}/2026-02-27",
                "sampling_frame": frame,
                "document_count": count,
                "sha256": "ab" * 32,
            }
            for source, (frame, count) in SOURCES.items()
        ],
        checks=[
            CheckResult("fct_posting", "posting_ids_are_unique", "ERROR", True, "One row per posting.", 0),
            CheckResult(
                "raw_documents", "documents_are_as_many_as_before", "WARN", False, SCRIPT, 2, [{"uri": SCRIPT}]
            ),
        ],
        dagster_run_id=f"run-of-{build_id}",
    )


def write_work_database(path: Path, *, empty: bool = False, extra_facts: int = 0) -> Path:
    """Write the invented work database; with `empty`, every table has its columns and no rows."""
    rows = invented_rows()
    with duckdb.connect(str(path)) as connection:
        for schema in (*SCHEMAS, "staging"):
            connection.execute(f"create schema {schema}")
        for name, columns in published_models().items():
            listed = [f"{column} {kind or _type_of(column, rows.get(name, []))}" for column, kind in columns.items()]
            connection.execute(f"create table {name} ({', '.join(listed)})")
            _fill(connection, name, columns, [] if empty else rows.get(name, []))
            connection.execute(f"comment on table {name} is 'One row per member of {name}; it''s invented.'")
        connection.execute(
            "comment on column reports.rpt_overview.posting_count is 'Postings, \"distinct\" ids; it''s n.'"
        )
        # A view under the name of its database, as dbt writes them; it becomes a table where it is published.
        database = path.stem
        connection.execute(
            f'create view marts.dim_source as select source, sampling_frame from "{database}".reports.rpt_overview'
        )
        connection.execute("comment on view marts.dim_source is 'One row per source.'")
        connection.execute(EXTRA_FACTS, [extra_facts])
        connection.execute("create table staging.stg_hidden as select 1 as a")
    return path


def _fill(connection: duckdb.DuckDBPyConnection, name: str, columns: Collection[str], rows: Sequence[NamedRow]) -> None:
    if not rows:
        return
    copies = {copy: of for copy, of in UNCLUSTERED.items() if copy in columns and of in rows[0]}
    named = [{**{copy: row[of] for copy, of in copies.items()}, **row} for row in rows]
    # All rows at once: a statement for each took most of the time of the tests that need a work database.
    connection.register("invented", pa.Table.from_pylist(named))
    connection.execute(f"insert into {name} by name select * from invented")
    connection.unregister("invented")


def _type_of(column: str, rows: Iterable[NamedRow]) -> str:
    """Return the type of a column without a contract: that of its invented values."""
    return next((TYPES[type(row[column])] for row in rows if row.get(column) is not None), "varchar")
