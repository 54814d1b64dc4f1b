"""Rows of one snapshot on their way to a partition, on disk and not in memory: as many as there are.

Here: appending rows to a file per table, and reading them back in order. Not here: what the rows are
(`parse.py`, `versions.py`), the order that decides which record counts (`deduplicate.py`).
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

Row = Mapping[str, object]

ROWS_AT_ONCE = 5_000
BYTES_AT_ONCE = 32_000_000
READ_AT_ONCE = 10_000
# Measured over a million cards: sorting them takes no longer with more, and dbt's database comes after this one.
MEMORY_LIMIT = "256MB"


class Spill:
    """Rows of one table, appended in any order; closed by leaving the `with` block."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.path, self.schema = path, schema
        path.parent.mkdir(parents=True, exist_ok=True)
        # Read once and thrown away: packing it tightly would cost more than it saves.
        self._writer = pq.ParquetWriter(path, schema, compression="lz4", write_statistics=False)
        self._rows: list[Row] = []
        self._held = 0

    def append(self, row: Row, size: int = 0) -> None:
        """Add a row; `size` is about how many bytes of text it holds."""
        self._rows.append(row)
        self._held += size
        if len(self._rows) >= ROWS_AT_ONCE or self._held >= BYTES_AT_ONCE:
            self._flush()

    def __enter__(self) -> "Spill":
        """Take rows until the block is left."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write what is left."""
        if kind is None:
            self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(to_table(self._rows, self.schema))
            self._rows, self._held = [], 0


def to_table(rows: Sequence[Row], schema: pa.Schema) -> pa.Table:
    """The rows as a table with exactly the schema's columns."""
    columns = [pa.array([row[column.name] for row in rows], type=column.type) for column in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def open_bounded(temporary: Path) -> duckdb.DuckDBPyConnection:
    """Open a database in memory that takes a bounded part of it and spills to `temporary`."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY_LIMIT,
        "temp_directory": str(temporary),
        # Each thread sorts in memory of its own.
        "threads": 1,
    }
    memory = duckdb.connect(config=settings)
    # Progress is told by the build itself.
    memory.execute("set enable_progress_bar = false")
    return memory


def ordered(sql: str, tables: Mapping[str, Path | pa.Table], temporary: Path, schema: pa.Schema) -> Iterator[pa.Table]:
    """The rows of a query over Parquet files (or tables in memory), each by its name, as tables of the schema.

    Sorting takes a bounded memory and spills to `temporary`. The query must order by something unique.
    """
    with open_bounded(temporary) as memory:
        for name, table in tables.items():
            if isinstance(table, pa.Table):
                memory.register(name, table)
                continue
            quoted = str(table).replace("'", "''")
            memory.execute(f"create view {name} as select * from read_parquet('{quoted}')")  # noqa: S608 - our own path
        for batch in memory.sql(sql).to_arrow_reader(READ_AT_ONCE):
            yield pa.Table.from_batches([batch]).select(schema.names).cast(schema)
