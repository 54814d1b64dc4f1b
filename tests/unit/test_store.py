"""Partitions: explicit schemas, atomic replacement, and the fingerprint of what they were built from."""

from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingestion.schemas import SCHEMA_VERSION
from ingestion.storage import parquet
from ingestion.storage.layout import Layout

pytestmark = pytest.mark.unit

ON = date(2026, 2, 4)


@pytest.fixture
def layout(tmp_path):
    return Layout(tmp_path)


@pytest.mark.parametrize("name", parquet.SCHEMAS)
def test_a_table_without_rows_is_a_file_with_its_schema(name, layout):
    parquet.write_partition(layout, name, ON, [parquet.SCHEMAS[name].empty_table()], "f")
    read = pq.read_schema(layout.partition(name, ON) / parquet.DATA_FILE)
    assert read.names == parquet.SCHEMAS[name].names
    assert read.metadata[b"schema_version"] == str(SCHEMA_VERSION).encode()


def test_a_partition_is_fresh_for_its_own_fingerprint_only(layout):
    parquet.write_partition(layout, "rejects", ON, [parquet.SCHEMAS["rejects"].empty_table()], "one")
    assert parquet.is_fresh(layout, "rejects", ON, "one")
    assert not parquet.is_fresh(layout, "rejects", ON, "two")
    assert not parquet.is_fresh(layout, "mentions", ON, "one")


def test_a_truncated_file_is_not_fresh(layout):
    parquet.write_partition(layout, "rejects", ON, [parquet.SCHEMAS["rejects"].empty_table()], "one")
    path = layout.partition("rejects", ON) / parquet.DATA_FILE
    path.write_bytes(path.read_bytes()[:-20])
    assert not parquet.is_fresh(layout, "rejects", ON, "one")


def test_rows_with_other_columns_are_refused_and_the_old_file_stays(layout):
    parquet.write_partition(layout, "rejects", ON, [parquet.SCHEMAS["rejects"].empty_table()], "one")
    with pytest.raises((ValueError, pa.ArrowInvalid)):
        parquet.write_partition(layout, "rejects", ON, [pa.table({"other": [1]})], "two")
    assert parquet.is_fresh(layout, "rejects", ON, "one")


def test_writing_twice_gives_the_same_bytes(layout):
    path = layout.partition("rejects", ON) / parquet.DATA_FILE
    parquet.write_partition(layout, "rejects", ON, [parquet.SCHEMAS["rejects"].empty_table()], "one")
    first = path.read_bytes()
    parquet.write_partition(layout, "rejects", ON, [parquet.SCHEMAS["rejects"].empty_table()], "one")
    assert path.read_bytes() == first


def test_the_bytes_do_not_depend_on_how_the_rows_are_cut(layout):
    rows = [{"rule_id": f"r{number}", "uri": "x" * 50} for number in range(5_000)]
    whole = pa.Table.from_pylist(rows, schema=parquet.SCHEMAS["mentions"])
    path = layout.partition("mentions", ON) / parquet.DATA_FILE
    written = []
    for size in (5_000, 700, 1):
        batches = [whole.slice(start, size) for start in range(0, len(rows), size)]
        assert parquet.write_partition(layout, "mentions", ON, batches, "f") == len(rows)
        written.append(path.read_bytes())
    assert written[0] == written[1] == written[2]


def test_an_unfinished_file_is_never_inside_a_partition(layout):
    def batches():
        yield parquet.SCHEMAS["rejects"].empty_table()
        assert not list(layout.parquet.rglob("*.parquet"))
        assert list(layout.partial.iterdir())
        yield parquet.SCHEMAS["rejects"].empty_table()

    parquet.write_partition(layout, "rejects", ON, batches(), "f")
    assert not list(layout.partial.iterdir())
