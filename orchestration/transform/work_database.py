"""The work database, which dbt writes and which is new in each build, and the incremental cache beside it.

Here: the schemas that dbt reads, `ingest` (views over the Parquet files of the active snapshots) and `overrides` (the
user's own seeds); and the cache, the database of tables that later builds use again. Not here: any model. Only the
build reads these databases; everyone else reads the publication.
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
    """Return the path of the incremental cache; without the file a build takes longer and gives the same result."""
    return layout.work / "incremental_cache.duckdb"


def prepare(layout: Layout) -> Path:
    """Make a new work database with the schemas `ingest` and `overrides`; return its path.

    The incremental cache stays where the same program and version of DuckDB wrote it, and is emptied otherwise. Raises
    SeedError for an override whose columns are not those of its seed.
    """
    layout.work.mkdir(parents=True, exist_ok=True)
    clear_cache_of_another_program(layout)
    # New in each build, so that no table of a model that was removed since can be read or published.
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


def program_version() -> str:
    """Return a hash of this program and DuckDB's version: results cached under another one are not used again."""
    # Any change of the program counts, not only one of the cached models: they depend on seeds, macros and on the SQL
    # functions in Python, and a stale row that goes unnoticed costs more than a longer build.
    return combine(of_program(), duckdb.__version__)


def clear_cache_of_another_program(layout: Layout) -> None:
    """Replace the incremental cache by an empty one unless this program version wrote it and it can be read."""
    version = program_version()
    if _cached_program_version(layout) == version:
        return
    for leftover in layout.work.glob(f"{cache_database(layout).name}*"):
        leftover.unlink()
    with duckdb.connect(str(cache_database(layout))) as database:
        database.execute("create table cache_version (program varchar)")
        database.execute("insert into cache_version values (?)", [version])


def _cached_program_version(layout: Layout) -> str:
    """Return the program version that wrote the cache; empty where there is none, or none that can be read."""
    if not cache_database(layout).exists():
        return ""
    try:
        with duckdb.connect(str(cache_database(layout))) as database:
            row = database.execute("select program from cache_version").fetchone()
    # A file that another version of DuckDB wrote, that was damaged, or that lacks the table.
    except duckdb.Error:
        return ""
    return str(row[0]) if row else ""


@dataclass(frozen=True)
class Origin:
    """What a work database is built from: the hash of inputs and program, and the selection of dbt's nodes."""

    fingerprint: str
    selection: str


def origin_of(layout: Layout) -> Origin:
    """Read what the work database is built from, as `prepare` recorded it."""
    with duckdb.connect(str(layout.work_database), read_only=True) as database:
        ((fingerprint, selection),) = database.execute("select fingerprint, selection from ingest.build").fetchall()
    return Origin(str(fingerprint), str(selection))


@dataclass(frozen=True)
class TablePreview:
    """The row count of a table, its columns and its first rows."""

    row_count: int
    columns: list[str]
    rows: list[tuple[object, ...]]


def preview_tables(layout: Layout, limit: int = 5) -> dict[tuple[str, ...], TablePreview]:
    """Return the row count and the first rows of every table that dbt wrote, by schema and name; views have none."""
    previews: dict[tuple[str, ...], TablePreview] = {}
    with _opened(layout) as database:
        tables = "select database_name, schema_name, table_name from duckdb_tables() where not internal"
        for origin, schema, table in database.execute(tables).fetchall():
            name = f'"{origin}"."{schema}"."{table}"'
            count = database.execute(f"select count(*) from {name}").fetchone()  # noqa: S608 - from the catalogue
            cursor = database.execute(f"select * from {name} limit {limit}")  # noqa: S608 - from the catalogue
            columns = [str(column[0]) for column in cursor.description or []]
            previews[schema, table] = TablePreview(int(count[0]) if count else 0, columns, cursor.fetchall())
    return previews


def sample_rows(layout: Layout, sql: str, limit: int = 20) -> list[dict[str, object]]:
    """Return up to `limit` rows of a query on the work database, values as text; none where the query cannot run."""
    try:
        with _opened(layout) as database:
            cursor = database.execute(f"select * from ({sql}) limit {limit}")  # noqa: S608 - dbt's own compiled test
            names = [column[0] for column in cursor.description or []]
            return [dict(zip(names, map(str, row), strict=True)) for row in cursor.fetchall()]
    # The sample helps whoever fixes the data; that there is none must not hide the failed test itself.
    except duckdb.Error:
        return []


@contextmanager
def _opened(layout: Layout) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open both databases that dbt writes, read-only, under the names that compiled SQL uses for them."""
    with duckdb.connect(str(layout.work_database), read_only=True) as database:
        database.execute(f"attach {_quoted(str(cache_database(layout)))} as cache (read_only)")
        yield database


def _show_partitions(database: duckdb.DuckDBPyConnection, layout: Layout, name: str) -> None:
    paths = [layout.partition(name, on) / parquet.DATA_FILE for on in snapshots_of(layout)]
    files = ", ".join(_quoted(str(path)) for path in paths)
    # All snapshots are written with one explicit schema, so DuckDB need not unify the columns of the files by name.
    reader = f"read_parquet([{files}], hive_partitioning = false)"
    database.execute(f"create view ingest.{name} as select * from {reader}")  # noqa: S608 - our own paths, quoted


def _store_inputs(database: duckdb.DuckDBPyConnection, layout: Layout) -> None:
    rows = [
        {
            "input_id": snapshot_input.input_id,
            "source": snapshot_input.source,
            "snapshot_on": snapshot_input.snapshot_on,
            "sampling_frame": snapshot_input.frame,
            "is_synthetic": snapshot_input.is_synthetic,
        }
        for snapshot_input in active_inputs(layout)
    ]
    database.register("registered_inputs", pa.Table.from_pylist(rows, schema=pa.schema(list(INPUT_COLUMNS.items()))))
    database.execute("create table ingest.inputs as select * from registered_inputs")
    database.unregister("registered_inputs")


def _show_override(database: duckdb.DuckDBPyConnection, layout: Layout, seed: Path) -> None:
    with seed.open(encoding="utf-8", newline="") as stream:
        columns = next(csv.reader(stream))
    # A table for every seed, empty where the user has no override: the models can then read it unconditionally.
    column_types = ", ".join(f'"{column}" varchar' for column in columns)
    database.execute(f'create table overrides."{seed.stem}" ({column_types})')
    override = layout.overrides / seed.name
    if override.exists():
        _check_header(override, columns)
        database.execute(
            f'insert into overrides."{seed.stem}" by name select * from read_csv(?, all_varchar = true)',  # noqa: S608
            [str(override)],
        )


def _check_header(override: Path, columns: list[str]) -> None:
    # utf-8-sig: spreadsheets save CSV with a byte order mark, which would belong to the first column's name.
    with override.open(encoding="utf-8-sig", newline="") as stream:
        header = next(csv.reader(stream), [])
    if sorted(header) != sorted(columns):
        message = f"{override}: its columns are {', '.join(header)}; write {', '.join(columns)}."
        raise SeedError(message)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
