"""External sort: the rows of one snapshot, too many for memory, are written to disk and read back in order.

Here: appending rows to a file per table, and sorted reading. Not here: the content of the rows
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
# Measured over a million cards: sorting them is no faster with more. The rest of memory is left to dbt's database.
MEMORY_LIMIT = "256MB"


class RowFile:
    """A Parquet file of rows of one table, appended in any order; closed by leaving the `with` block."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.path, self.schema = path, schema
        path.parent.mkdir(parents=True, exist_ok=True)
        # The file is read once and deleted: strong compression would cost more than it saves.
        self._writer = pq.ParquetWriter(path, schema, compression="lz4", write_statistics=False)
        self._rows: list[Row] = []
        self._waiting_bytes = 0

    def append(self, row: Row, size: int = 0) -> None:
        """Add a row; `size` is the approximate number of bytes of its texts, which bounds what waits in memory."""
        self._rows.append(row)
        self._waiting_bytes += size
        if len(self._rows) >= ROWS_AT_ONCE or self._waiting_bytes >= BYTES_AT_ONCE:
            self._flush()

    def __enter__(self) -> "RowFile":
        """Accept rows until the block is left."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write the rows that still wait, unless an error ended the block."""
        if kind is None:
            self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(to_table(self._rows, self.schema))
            self._rows, self._waiting_bytes = [], 0


def to_table(rows: Sequence[Row], schema: pa.Schema) -> pa.Table:
    """Return rows as a table with exactly the schema's columns."""
    columns = [pa.array([row[column.name] for row in rows], type=column.type) for column in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def open_bounded(temporary: Path) -> duckdb.DuckDBPyConnection:
    """Open an in-memory DuckDB that uses at most `MEMORY_LIMIT` and puts the rest into the folder `temporary`."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY_LIMIT,
        "temp_directory": str(temporary),
        # Each thread sorts in memory of its own.
        "threads": 1,
    }
    connection = duckdb.connect(config=settings)
    # The build reports its progress itself.
    connection.execute("set enable_progress_bar = false")
    return connection


def read_sorted(
    sql: str, tables: Mapping[str, Path | pa.Table], temporary: Path, schema: pa.Schema
) -> Iterator[pa.Table]:
    """Yield the rows of a query over Parquet files (or tables in memory), each by its name, as tables of the schema.

    Sorting uses at most `MEMORY_LIMIT` and the folder `temporary`. The query must order by something unique, or the
    same rows could come in another order in the next build.
    """
    with open_bounded(temporary) as connection:
        for name, table in tables.items():
            if isinstance(table, pa.Table):
                connection.register(name, table)
                continue
            quoted = str(table).replace("'", "''")
            source = f"read_parquet('{quoted}')"
            connection.execute(f"create view {name} as select * from {source}")  # noqa: S608 - our own path
        for batch in connection.sql(sql).to_arrow_reader(READ_AT_ONCE):
            yield pa.Table.from_batches([batch]).select(schema.names).cast(schema)
