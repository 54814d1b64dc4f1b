"""The steps of ingestion over one snapshot: collect, parse, version, scan; each skips what is fresh.

Here: which files a step reads and writes and when it has nothing to do. Not here: the work itself
(`collect`, `parse`, `versions`, `worker_pool`) or the order of the steps (`orchestration/`).
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyarrow as pa

from ingestion.extraction import worker_pool
from ingestion.inputs import collect
from ingestion.inputs.registry import Input, active_inputs
from ingestion.records import parse
from ingestion.schemas import Document
from ingestion.storage import fingerprint, parquet
from ingestion.storage.layout import Layout
from ingestion.text import versions

STAT_FINGERPRINT = "stat"
SOURCES = Path(__file__).parent / "sources"
SYNTHETIC = Path(__file__).parent / "synthetic"
DOCUMENTS_AT_ONCE = 256
VERSIONS_AT_ONCE = 2_000
PARSED = ("parsed_documents", "observations", "annotations", "rejects")


@dataclass(frozen=True)
class StageResult:
    """The result of a step for one snapshot: rows by table; `was_fresh` is true when there was nothing to do."""

    snapshot_on: date
    rows: dict[str, int] = field(default_factory=dict)
    was_fresh: bool = False
    warnings: tuple[str, ...] = ()


def snapshots_of(layout: Layout) -> list[date]:
    """Return the snapshot dates of a build, oldest first."""
    return sorted({snapshot_input.snapshot_on for snapshot_input in active_inputs(layout)})


def inputs_at(layout: Layout, snapshot_on: date) -> list[Input]:
    """Return the inputs of one snapshot, in the order of their ids."""
    return sorted((i for i in active_inputs(layout) if i.snapshot_on == snapshot_on), key=lambda i: i.input_id)


def raw_file(layout: Layout, snapshot_input: Input) -> Path:
    """Return the path of an input's documents as Parquet."""
    return layout.partition("raw_documents", snapshot_input.snapshot_on) / f"{snapshot_input.input_id}.parquet"


def collect_snapshot(layout: Layout, snapshot_on: date) -> StageResult:
    """Bring `raw_documents` up to date; an input whose folder is missing keeps the documents read before."""
    rows, warnings, is_fresh = 0, [], True
    for snapshot_input in inputs_at(layout, snapshot_on):
        path = raw_file(layout, snapshot_input)
        if not snapshot_input.is_synthetic and not Path(snapshot_input.location).exists():
            warnings.append(_missing_warning(snapshot_input, path))
        elif not _raw_is_fresh(path, snapshot_input):
            _write_raw(layout, path, snapshot_input)
            is_fresh = False
        rows += parquet.row_count(path)
    return StageResult(snapshot_on, {"raw_documents": rows}, is_fresh, tuple(warnings))


def parse_snapshot(layout: Layout, snapshot_on: date) -> StageResult:
    """Bring observations, annotations, rejects and the ledger of documents up to date."""
    fingerprint_now = parsed_fingerprint(layout, snapshot_on)
    # All four or none: they come from one pass over the documents.
    if all(parquet.is_fresh(layout, name, snapshot_on, fingerprint_now) for name in PARSED):
        return StageResult(snapshot_on, _counts(layout, PARSED, snapshot_on), was_fresh=True)
    with temporary_folder(layout) as folder:
        parsed = parse.parse_documents(_documents(layout, snapshot_on), folder)
        for name in PARSED:
            parquet.write_partition(layout, name, snapshot_on, parsed.batches(name), fingerprint_now)
    return StageResult(snapshot_on, _counts(layout, PARSED, snapshot_on))


def version_snapshot(layout: Layout, snapshot_on: date) -> StageResult:
    """Bring the distinct texts of a snapshot up to date."""
    name, fingerprint_now = "posting_versions", parsed_fingerprint(layout, snapshot_on)
    is_fresh = parquet.is_fresh(layout, name, snapshot_on, fingerprint_now)
    if not is_fresh:
        observations = layout.partition("observations", snapshot_on) / parquet.DATA_FILE
        with temporary_folder(layout) as folder:
            tables = versions.versions_of(observations, folder, layout.overrides)
            parquet.write_partition(layout, name, snapshot_on, tables, fingerprint_now)
    return StageResult(snapshot_on, _counts(layout, (name,), snapshot_on), is_fresh)


def scan_snapshot(layout: Layout, snapshot_on: date) -> StageResult:
    """Bring the mentions of a snapshot's texts up to date."""
    name, fingerprint_now = "mentions", parsed_fingerprint(layout, snapshot_on)
    is_fresh = parquet.is_fresh(layout, name, snapshot_on, fingerprint_now)
    if not is_fresh:
        parquet.write_partition(layout, name, snapshot_on, _scanned(layout, snapshot_on), fingerprint_now)
    return StageResult(snapshot_on, _counts(layout, (name,), snapshot_on), is_fresh)


@contextmanager
def temporary_folder(layout: Layout) -> Iterator[Path]:
    """Yield a folder for rows that are too many for memory; it is removed when the `with` block is left."""
    layout.temporary.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=layout.temporary) as folder:
        yield Path(folder)


def parsed_fingerprint(layout: Layout, snapshot_on: date) -> str:
    """Return the fingerprint of everything after `raw_documents`: the hashes of the documents and the rules."""
    raw = [parquet.metadata_of(raw_file(layout, snapshot_input)) for snapshot_input in inputs_at(layout, snapshot_on)]
    contents = sorted(entry.get(parquet.FINGERPRINT, "") for entry in raw)
    return fingerprint.combine(fingerprint.of_rules(layout), *contents)


def first_rows(layout: Layout, name: str, snapshot_on: date, limit: int = 5) -> tuple[list[str], list[list[object]]]:
    """Return the columns and the first rows of one snapshot of a table, without columns of bytes.

    There are no rows where there is no file.
    """
    columns = [field.name for field in parquet.SCHEMAS[name] if field.type != pa.binary()]
    paths = [path for path in sorted(layout.partition(name, snapshot_on).glob("*.parquet")) if path.is_file()]
    batch = next(parquet.read_batches(paths[:1], limit, columns), None)
    return columns, [list(row.values()) for row in batch.to_pylist()] if batch else []


def stale_snapshots(layout: Layout) -> list[date]:
    """Return the snapshots that the next build has to work on."""
    return [day for day in snapshots_of(layout) if not _is_up_to_date(layout, day)]


def warehouse_fingerprint(layout: Layout) -> str:
    """Return the fingerprint of a publication: every snapshot, the sampling frames, all code and rules."""
    # By the folder's own name and not its id: the same documents give the same fingerprint on every machine.
    frames = [f"{i.source}|{i.snapshot_on}|{Path(i.location).name}|{i.frame}" for i in active_inputs(layout)]
    snapshots = [f"{day}|{parsed_fingerprint(layout, day)}" for day in snapshots_of(layout)]
    return fingerprint.combine(fingerprint.of_program(), *sorted(frames), *snapshots)


def _is_up_to_date(layout: Layout, snapshot_on: date) -> bool:
    inputs = inputs_at(layout, snapshot_on)
    # An input whose folder is missing cannot become fresher than it is.
    present = [i for i in inputs if i.is_synthetic or Path(i.location).exists()]
    if not all(_raw_is_fresh(raw_file(layout, snapshot_input), snapshot_input) for snapshot_input in present):
        return False
    fingerprint_now = parsed_fingerprint(layout, snapshot_on)
    return all(
        parquet.is_fresh(layout, name, snapshot_on, fingerprint_now)
        for name in (*PARSED, "posting_versions", "mentions")
    )


def _raw_is_fresh(path: Path, snapshot_input: Input) -> bool:
    return parquet.metadata_of(path).get(STAT_FINGERPRINT) == _stat_fingerprint(snapshot_input)


def _stat_fingerprint(snapshot_input: Input) -> str:
    if snapshot_input.is_synthetic:
        return fingerprint.of_folder(SYNTHETIC)
    # The kind of a document is recognised when it is collected, so changed rules of recognition collect again.
    return fingerprint.combine(collect.stat_fingerprint(snapshot_input), fingerprint.of_folder(SOURCES))


def _write_raw(layout: Layout, path: Path, snapshot_input: Input) -> None:
    # Taken before reading: a file that changes meanwhile has another fingerprint in the next build.
    before = _stat_fingerprint(snapshot_input)
    hashes: list[str] = []

    def batches() -> Iterator[pa.Table]:
        for table in collect.to_batches(collect.documents_of(snapshot_input)):
            kinds = table.column("kind").to_pylist()
            hashes.extend(
                f"{key}|{kind}" for key, kind in zip(table.column("document_id").to_pylist(), kinds, strict=True)
            )
            yield table

    def metadata() -> dict[str, str]:
        return {STAT_FINGERPRINT: before, parquet.FINGERPRINT: fingerprint.combine(*hashes)}

    parquet.write_table(layout, path, "raw_documents", batches(), metadata)


def _documents(layout: Layout, snapshot_on: date) -> Iterator[Document]:
    paths = [
        path for snapshot_input in inputs_at(layout, snapshot_on) if (path := raw_file(layout, snapshot_input)).exists()
    ]
    return collect.from_batches(parquet.read_batches(paths, DOCUMENTS_AT_ONCE))


def _scanned(layout: Layout, snapshot_on: date) -> Iterator[pa.Table]:
    path = layout.partition("posting_versions", snapshot_on) / parquet.DATA_FILE
    # Further processes only for large snapshots, which repay the start of a process.
    workers = worker_pool.worker_count() if parquet.row_count(path) >= worker_pool.MIN_TEXTS_FOR_WORKERS else 1
    batches = parquet.read_batches([path], VERSIONS_AT_ONCE)
    for batch in worker_pool.scan_batches(batches, layout.overrides, workers):
        yield pa.Table.from_batches([batch])


def _counts(layout: Layout, names: tuple[str, ...], snapshot_on: date) -> dict[str, int]:
    return {name: parquet.row_count(layout.partition(name, snapshot_on) / parquet.DATA_FILE) for name in names}


def _missing_warning(snapshot_input: Input, path: Path) -> str:
    location, snapshot_on = snapshot_input.location, snapshot_input.snapshot_on
    if path.exists():
        return f"{location} is missing; its documents of {snapshot_on} are kept as they were read before."
    fix = f"warehouse remove {snapshot_input.source} --snapshot {snapshot_on}"
    return f"{location} is missing and was never read; put it back or `{fix}`."
