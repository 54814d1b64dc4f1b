"""The database that dbt writes: made new for each build, with the Parquet partitions in front of it.

Here: the schemas `ingest` (views over the active snapshots) and `overrides` (the user's own seeds), and the second
database, of what is kept from build to build. Not here: any model. Nobody reads them but the build that made them.
"""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from ingestion.inputs.registry import active_inputs
from ingestion.pipeline import parsed_fingerprint, snapshots_of, warehouse_fingerprint
from ingestion.storage import parquet
from ingestion.storage.fingerprint import combine, of_program, of_rules
from ingestion.storage.layout import SEEDS, Layout
from ingestion.storage.seeds import SeedError
from orchestration.transform.selection import selection_of

INPUT_COLUMNS: dict[str, pa.DataType] = {
    "input_id": pa.string(),
    "source": pa.string(),
    "snapshot_on": pa.date32(),
    "sampling_frame": pa.string(),
    "is_synthetic": pa.bool_(),
}
INGEST_TABLES = ("parsed_documents", "observations", "annotations", "rejects", "posting_versions", "mentions")


def cache_database(layout: Layout) -> Path:
    """What dbt keeps from build to build; without it a build takes longer and gives the same."""
    return layout.work / "incremental_cache.duckdb"


def prepare(layout: Layout) -> Path:
    """Make an empty work database whose `ingest` schema shows the active snapshots; returns its path.

    What an earlier build kept stays beside it, if this very program and version of DuckDB made it.
    """
    layout.work.mkdir(parents=True, exist_ok=True)
    clear_cache_of_another_program(layout)
    for leftover in layout.work.glob("warehouse.duckdb*"):
        leftover.unlink()
    with duckdb.connect(str(layout.work_database)) as database:
        database.execute("create schema ingest")
        database.execute("create schema overrides")
        for name in INGEST_TABLES:
            _show_partitions(database, layout, name)
        _store_inputs(database, layout)
        database.execute("create table ingest.snapshots (snapshot_on date, fingerprint varchar)")
        snapshots = [(on, parsed_fingerprint(layout, on)) for on in snapshots_of(layout)]
        database.executemany("insert into ingest.snapshots values (?, ?)", snapshots)
        database.execute(
            "create table ingest.build (fingerprint varchar, rules_fingerprint varchar, selection varchar)"
        )
        build = [warehouse_fingerprint(layout), of_rules(layout), selection_of(database)]
        database.execute("insert into ingest.build values (?, ?, ?)", build)
        for seed in sorted(SEEDS.glob("*.csv")):
            _show_override(database, layout, seed)
    return layout.work_database


def keeper() -> str:
    """Who may use again what is kept from build to build: this very program, with this version of DuckDB."""
    return combine(of_program(), duckdb.__version__)


def clear_cache_of_another_program(layout: Layout) -> None:
    """Make an empty kept database where there is none, none that can be read, or one of another program."""
    made_by = keeper()
    if _kept_by(layout) == made_by:
        return
    for leftover in layout.work.glob(f"{cache_database(layout).name}*"):
        leftover.unlink()
    with duckdb.connect(str(cache_database(layout))) as database:
        database.execute("create table kept_by (program varchar)")
        database.execute("insert into kept_by values (?)", [made_by])


def _kept_by(layout: Layout) -> str:
    """The program that made the kept database; empty where there is none, or none that can be read."""
    if not cache_database(layout).exists():
        return ""
    try:
        with duckdb.connect(str(cache_database(layout))) as database:
            row = database.execute("select program from kept_by").fetchone()
    except duckdb.Error:
        return ""
    return str(row[0]) if row else ""


@dataclass(frozen=True)
class Origin:
    """What a work database was built from: the hash of inputs and program, and the selection of dbt's nodes."""

    fingerprint: str
    selection: str


def origin_of(layout: Layout) -> Origin:
    """What the work database is built from, as `prepare` wrote it down."""
    with duckdb.connect(str(layout.work_database), read_only=True) as database:
        ((fingerprint, selection),) = database.execute("select fingerprint, selection from ingest.build").fetchall()
    return Origin(str(fingerprint), str(selection))


@dataclass(frozen=True)
class TablePreview:
    """How many rows a table has, and its first ones."""

    row_count: int
    columns: list[str]
    rows: list[tuple[object, ...]]


def preview_tables(layout: Layout, limit: int = 5) -> dict[tuple[str, ...], TablePreview]:
    """A look at every table that dbt made, by schema and name."""
    looks: dict[tuple[str, ...], TablePreview] = {}
    with _opened(layout) as database:
        tables = "select database_name, schema_name, table_name from duckdb_tables() where not internal"
        for origin, schema, table in database.execute(tables).fetchall():
            name = f'"{origin}"."{schema}"."{table}"'
            count = database.execute(f"select count(*) from {name}").fetchone()  # noqa: S608 - from the catalogue
            found = database.execute(f"select * from {name} limit {limit}")  # noqa: S608 - from the catalogue
            columns = [str(column[0]) for column in found.description or []]
            looks[schema, table] = TablePreview(int(count[0]) if count else 0, columns, found.fetchall())
    return looks


def sample_rows(layout: Layout, sql: str, limit: int = 20) -> list[dict[str, object]]:
    """Up to `limit` rows of a query on the work database, as plain values; empty when the query cannot run."""
    try:
        with _opened(layout) as database:
            found = database.execute(f"select * from ({sql}) limit {limit}")  # noqa: S608 - dbt's own compiled test
            names = [column[0] for column in found.description or []]
            return [dict(zip(names, map(str, row), strict=True)) for row in found.fetchall()]
    except duckdb.Error:
        return []


@contextmanager
def _opened(layout: Layout) -> Iterator[duckdb.DuckDBPyConnection]:
    """Both databases that dbt writes, read-only, under the names that dbt knows them by."""
    with duckdb.connect(str(layout.work_database), read_only=True) as database:
        database.execute(f"attach {_quoted(str(cache_database(layout)))} as cache (read_only)")
        yield database


def _show_partitions(database: duckdb.DuckDBPyConnection, layout: Layout, name: str) -> None:
    paths = [layout.partition(name, on) / parquet.DATA_FILE for on in snapshots_of(layout)]
    files = ", ".join(_quoted(str(path)) for path in paths)
    # Snapshots share one explicit schema, so the first file's columns are everyone's.
    reader = f"read_parquet([{files}], hive_partitioning = false)"
    database.execute(f"create view ingest.{name} as select * from {reader}")  # noqa: S608 - our own paths, quoted


def _store_inputs(database: duckdb.DuckDBPyConnection, layout: Layout) -> None:
    rows = [
        {
            "input_id": taken.input_id,
            "source": taken.source,
            "snapshot_on": taken.snapshot_on,
            "sampling_frame": taken.frame,
            "is_synthetic": taken.is_synthetic,
        }
        for taken in active_inputs(layout)
    ]
    database.register("registered_inputs", pa.Table.from_pylist(rows, schema=pa.schema(list(INPUT_COLUMNS.items()))))
    database.execute("create table ingest.inputs as select * from registered_inputs")
    database.unregister("registered_inputs")


def _show_override(database: duckdb.DuckDBPyConnection, layout: Layout, seed: Path) -> None:
    with seed.open(encoding="utf-8", newline="") as stream:
        columns = next(csv.reader(stream))
    typed = ", ".join(f'"{column}" varchar' for column in columns)
    database.execute(f'create table overrides."{seed.stem}" ({typed})')
    own = layout.overrides / seed.name
    if own.exists():
        _check_header(own, columns)
        database.execute(
            f'insert into overrides."{seed.stem}" by name select * from read_csv(?, all_varchar = true)',  # noqa: S608
            [str(own)],
        )


def _check_header(own: Path, columns: list[str]) -> None:
    with own.open(encoding="utf-8-sig", newline="") as stream:
        found = next(csv.reader(stream), [])
    if sorted(found) != sorted(columns):
        message = f"{own}: its columns are {', '.join(found)}; write {', '.join(columns)}."
        raise SeedError(message)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
