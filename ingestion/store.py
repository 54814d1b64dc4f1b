"""Reading and writing the Parquet partitions of a data directory.

Here: explicit schemas, atomic replacement, the fingerprint a file carries in its own metadata, so
that a partition says what it was built from. Not here: what is in the tables (`ingestion/posting.py`)
or when they are stale (`ingestion/stages.py`).
"""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ingestion import posting
from ingestion.layout import Layout

SCHEMAS: dict[str, pa.Schema] = {
    "raw_documents": posting.RAW_DOCUMENTS,
    "parsed_documents": posting.PARSED_DOCUMENTS,
    "observations": posting.OBSERVATIONS,
    "annotations": posting.ANNOTATIONS,
    "rejects": posting.REJECTS,
    "posting_versions": posting.POSTING_VERSIONS,
    "mentions": posting.MENTIONS,
}
FINGERPRINT = "fingerprint"
DATA_FILE = "data.parquet"
# Measured: text packs 3.35x at zstd-3; rows of raw documents are large, so their groups are small.
COMPRESSION_LEVEL = 3
ROW_GROUP = {"raw_documents": 1_000, "observations": 10_000, "posting_versions": 10_000}
NARROW_ROW_GROUP = 120_000


def write_table(
    path: Path, table_name: str, batches: Iterable[pa.Table], metadata: Callable[[], dict[str, str]]
) -> int:
    """Write batches to `path` in one atomic step, with the table's schema even at zero rows; returns the row count.

    `metadata` is asked once the last batch is written. Raises pa.ArrowInvalid or ValueError when a
    batch does not have the table's columns and types.
    """
    schema = SCHEMAS[table_name]
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    rows = 0
    with pq.ParquetWriter(partial, schema, compression="zstd", compression_level=COMPRESSION_LEVEL) as writer:
        for batch in batches:
            writer.write_table(
                batch.cast(schema),
                row_group_size=ROW_GROUP.get(table_name, NARROW_ROW_GROUP),
            )
            rows += batch.num_rows
        writer.add_key_value_metadata(metadata())
    os.replace(partial, path)  # noqa: PTH105 - the atomic rename is the point
    return rows


def write_partition(layout: Layout, table_name: str, snapshot_on: object, table: pa.Table, fingerprint: str) -> int:
    """Replace one snapshot of a table."""
    path = layout.partition(table_name, str(snapshot_on)) / DATA_FILE
    return write_table(path, table_name, [table], lambda: {FINGERPRINT: fingerprint})


def read_partition(layout: Layout, table_name: str, snapshot_on: object) -> pa.Table:
    """One snapshot of a table, whole."""
    return pq.ParquetFile(layout.partition(table_name, str(snapshot_on)) / DATA_FILE).read()


def metadata_of(path: Path) -> dict[str, str]:
    """The key-value metadata of a Parquet file; empty when the file is absent or is none."""
    try:
        found = pq.read_metadata(path).metadata or {}
        return {key.decode(): value.decode(errors="replace") for key, value in found.items()}
    except (OSError, pa.ArrowInvalid):
        return {}


def row_count(path: Path) -> int:
    """How many rows a Parquet file has, from its footer; 0 when the file is absent."""
    return pq.read_metadata(path).num_rows if path.exists() else 0


def is_fresh(layout: Layout, table_name: str, snapshot_on: object, fingerprint: str) -> bool:
    """True when the partition was built from exactly these inputs and rules."""
    path = layout.partition(table_name, str(snapshot_on)) / DATA_FILE
    return metadata_of(path).get(FINGERPRINT) == fingerprint


def read_batches(paths: Iterable[Path], batch_size: int) -> Iterator[pa.RecordBatch]:
    """The rows of several files in order, a bounded number at a time."""
    for path in paths:
        yield from pq.ParquetFile(path).iter_batches(batch_size=batch_size)
