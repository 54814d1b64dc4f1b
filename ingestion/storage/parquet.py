"""Reading and writing the Parquet partitions of a data directory.

Here: explicit schemas, atomic replacement, the fingerprint in a file's own metadata, which records
what a partition was built from. Not here: the columns of the tables (`ingestion/schemas.py`)
or when they are stale (`ingestion/pipeline.py`).
"""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ingestion import schemas
from ingestion.storage.layout import Layout

SCHEMAS: dict[str, pa.Schema] = {
    "raw_documents": schemas.RAW_DOCUMENTS,
    "parsed_documents": schemas.PARSED_DOCUMENTS,
    "observations": schemas.OBSERVATIONS,
    "annotations": schemas.ANNOTATIONS,
    "rejects": schemas.REJECTS,
    "posting_versions": schemas.POSTING_VERSIONS,
    "mentions": schemas.MENTIONS,
}
FINGERPRINT = "fingerprint"
DATA_FILE = "data.parquet"
# Measured: text is compressed 3.35x at zstd-3. Rows with texts are large, so their row groups are small.
COMPRESSION_LEVEL = 3
ROW_GROUP = {"observations": 2_000, "posting_versions": 2_000}
# Documents come in batches that are bounded by their bytes: each is a row group.
GROUPED_ALREADY = frozenset({"raw_documents"})
NARROW_ROW_GROUP = 120_000


def write_table(
    layout: Layout, path: Path, table_name: str, batches: Iterable[pa.Table], metadata: Callable[[], dict[str, str]]
) -> int:
    """Write batches to `path` in one atomic step, with the table's schema even at zero rows; returns the row count.

    The bytes do not depend on how the rows are cut into batches. `metadata` is called once the last batch is
    written. Raises pa.ArrowInvalid or ValueError when a batch does not have the table's columns and types.
    """
    schema, rows = SCHEMAS[table_name], 0
    path.parent.mkdir(parents=True, exist_ok=True)
    layout.partial.mkdir(parents=True, exist_ok=True)
    # Not in the target folder: the file that a killed build leaves must not be read as part of a partition.
    partial = layout.partial / f"{table_name}-{path.parent.name}-{path.name}"
    with pq.ParquetWriter(
        partial,
        schema,
        compression="zstd",
        compression_level=COMPRESSION_LEVEL,
        # Each document occurs once, so a dictionary would be a second copy of all of them.
        use_dictionary=table_name not in GROUPED_ALREADY,
        write_statistics=table_name not in GROUPED_ALREADY,
    ) as writer:
        size = 1 if table_name in GROUPED_ALREADY else ROW_GROUP.get(table_name, NARROW_ROW_GROUP)
        for group in _groups(batches, schema, size):
            writer.write_table(group, row_group_size=max(group.num_rows, 1))
            rows += group.num_rows
        writer.add_key_value_metadata(metadata())
    os.replace(partial, path)  # noqa: PTH105 - the atomic rename is the point
    return rows


def _groups(batches: Iterable[pa.Table], schema: pa.Schema, size: int) -> Iterator[pa.Table]:
    """Yield the same rows as tables of `size` rows, the last with what is left; with size 1 the batches as they are."""
    waiting: list[pa.Table] = []
    for batch in batches:
        if size == 1:
            yield batch.cast(schema)
            continue
        waiting.append(batch.cast(schema))
        while sum(table.num_rows for table in waiting) >= size:
            joined = pa.concat_tables(waiting)
            yield joined.slice(0, size).combine_chunks()
            waiting = [joined.slice(size)] if joined.num_rows > size else []
    if waiting:
        yield pa.concat_tables(waiting).combine_chunks()


def write_partition(
    layout: Layout, table_name: str, snapshot_on: object, batches: Iterable[pa.Table], fingerprint: str
) -> int:
    """Replace one snapshot of a table."""
    path = layout.partition(table_name, str(snapshot_on)) / DATA_FILE
    return write_table(layout, path, table_name, batches, lambda: {FINGERPRINT: fingerprint})


def metadata_of(path: Path) -> dict[str, str]:
    """Return the key-value metadata of a Parquet file; empty when the file is absent or no Parquet file."""
    try:
        metadata = pq.read_metadata(path).metadata or {}
        return {key.decode(): value.decode(errors="replace") for key, value in metadata.items()}
    except (OSError, pa.ArrowInvalid):
        return {}


def row_count(path: Path) -> int:
    """Return the number of rows of a Parquet file, from its footer; 0 when the file is absent."""
    return pq.read_metadata(path).num_rows if path.exists() else 0


def is_fresh(layout: Layout, table_name: str, snapshot_on: object, fingerprint: str) -> bool:
    """Whether the partition was built from exactly these inputs and rules, by the fingerprint in its metadata."""
    path = layout.partition(table_name, str(snapshot_on)) / DATA_FILE
    return metadata_of(path).get(FINGERPRINT) == fingerprint


def read_batches(paths: Iterable[Path], batch_size: int, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
    """Yield the rows of several files in order, `batch_size` at a time; all columns where none are named."""
    for path in paths:
        # Without `pre_buffer` a row group is read in pieces and not whole, which keeps memory small.
        yield from pq.ParquetFile(path, pre_buffer=False).iter_batches(batch_size=batch_size, columns=columns)
