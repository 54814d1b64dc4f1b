"""Documents of an input, verbatim: bytes, hash, kind, where they came from.

Here: reading files (or asking the synthetic generator) into rows of `raw_documents`. Not here: what
a document says (`ingestion/parse.py`). A file that cannot be read becomes a document without content,
so that it is counted and rejected by name instead of vanishing.
"""

import hashlib
import mimetypes
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from ingestion.posting import RAW_DOCUMENTS, Document
from ingestion.registry import HEAD_BYTES, Input, files_of
from ingestion.sources import recognise

if TYPE_CHECKING:
    from ingestion.sources.synthetic import SyntheticDocument

BATCH_BYTES = 32_000_000


def documents_of(taken: Input) -> Iterator[Document]:
    """The documents of an input in the order of their uri."""
    if taken.is_synthetic:
        yield from _synthetic_documents(taken)
        return
    for uri, path in files_of(Path(taken.location)):
        try:
            content, changed_at = path.read_bytes(), path.stat().st_mtime
        except OSError:
            content, changed_at = b"", None
        fetched_at = datetime.fromtimestamp(changed_at, UTC).replace(tzinfo=None) if changed_at is not None else None
        yield _document(taken, uri, content, fetched_at)


def _synthetic_documents(taken: Input) -> Iterator[Document]:
    for made in _generated():
        if made.snapshot_on == taken.snapshot_on:
            yield _document(taken, made.uri, made.content, None)


@cache
def _generated() -> "tuple[SyntheticDocument, ...]":
    # One corpus spans all snapshots, so the four of a build share one generation.
    from ingestion.sources.synthetic import generate

    return generate().documents


def _document(taken: Input, uri: str, content: bytes, fetched_at: datetime | None) -> Document:
    sha256 = hashlib.sha256(content).hexdigest()
    source = None if taken.kind else recognise(uri, content[:HEAD_BYTES])
    kind = taken.kind or (source.kind if source else None)
    # A file's identity is where it lies and what it holds: the same path with new bytes is a new document.
    document_id = hashlib.sha256(f"{taken.source}|{taken.snapshot_on}|{uri}|{sha256}".encode()).hexdigest()[:16]
    media_type = source.media_type if source else (mimetypes.guess_type(uri)[0] or "application/octet-stream")
    return Document(
        document_id, taken.input_id, taken.source, taken.snapshot_on, uri, kind, media_type, sha256, fetched_at, content
    )


def stat_fingerprint(taken: Input) -> str:
    """A cheap hash over names, sizes and times: equal means that nothing has to be read again."""
    if taken.is_synthetic:
        return ""
    digest = hashlib.sha256(f"{taken.source}|{taken.snapshot_on}|{taken.kind}".encode())
    for uri, path in files_of(Path(taken.location)):
        seen = path.stat()
        digest.update(f"{uri}\x1f{seen.st_size}\x1f{seen.st_mtime_ns}\x1e".encode())
    return digest.hexdigest()


def to_batches(documents: Iterator[Document]) -> Iterator[pa.Table]:
    """Arrow tables of RAW_DOCUMENTS, each at most about 32 MB of content (or one document)."""
    rows: list[dict[str, object]] = []
    held = 0
    for document in documents:
        rows.append({**asdict(document), "size_bytes": len(document.content)})
        held += len(document.content)
        if held >= BATCH_BYTES:
            yield pa.Table.from_pylist(rows, schema=RAW_DOCUMENTS)
            rows, held = [], 0
    yield pa.Table.from_pylist(rows, schema=RAW_DOCUMENTS)


def from_batch(batch: pa.RecordBatch) -> Iterator[Document]:
    """The documents of rows of RAW_DOCUMENTS."""
    for row in batch.to_pylist():
        row.pop("size_bytes")
        yield Document(**row)
