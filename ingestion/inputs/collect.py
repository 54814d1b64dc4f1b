"""Documents of an input, verbatim: bytes, hash, kind, where they came from.

Here: reading files (or calling the synthetic generator) into rows of `raw_documents`. Not here: the
content of a document (`ingestion/records/parse.py`). A file that cannot be read becomes a document without content,
so that it is counted and rejected by name instead of vanishing.
"""

import hashlib
import mimetypes
import stat
import struct
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from ingestion.inputs.registry import HEAD_BYTES, Input, files_of
from ingestion.schemas import RAW_DOCUMENTS, Document
from ingestion.sources import recognise

if TYPE_CHECKING:
    from ingestion.synthetic import SyntheticDocument

_FIELDS = tuple(field.name for field in fields(Document) if field.name != "content")
BATCH_BYTES = 32_000_000
LARGEST_FILE = 128_000_000
"""Largest file that is read, in bytes: it stays in memory while its records are read."""
MAX_READS = 3

# The media types of the freedesktop.org standard for what is no regular file; `TOO_LARGE` is our own.
_MEDIA_TYPE_OF_SPECIAL_FILE = {
    stat.S_IFLNK: "inode/symlink",
    stat.S_IFIFO: "inode/fifo",
    stat.S_IFSOCK: "inode/socket",
    stat.S_IFCHR: "inode/chardevice",
    stat.S_IFBLK: "inode/blockdevice",
}
TOO_LARGE = "inode/x-too-large"


def documents_of(snapshot_input: Input) -> Iterator[Document]:
    """Yield the documents of an input in the order of their uri; what is no file, or too large, has no content."""
    if snapshot_input.is_synthetic:
        yield from as_documents(snapshot_input, _generated())
        return
    for uri, path in files_of(Path(snapshot_input.location)):
        try:
            status = path.lstat()
        except OSError:
            yield _document(snapshot_input, uri, b"", None)
            continue
        fetched_at = datetime.fromtimestamp(status.st_mtime, UTC).replace(tzinfo=None)
        unread_type = _MEDIA_TYPE_OF_SPECIAL_FILE.get(stat.S_IFMT(status.st_mode))
        if status.st_size > LARGEST_FILE:
            unread_type = unread_type or TOO_LARGE
        content = b"" if unread_type else _read_whole(path)
        document = _document(snapshot_input, uri, content, fetched_at)
        yield replace(document, kind=None, media_type=unread_type) if unread_type else document


def _read_whole(path: Path) -> bytes:
    """Return the bytes of a file at one moment: one that changes while it is read is read again, a few times."""
    content = b""
    for _ in range(MAX_READS):
        try:
            before, content, after = path.stat(), path.read_bytes(), path.stat()
        except OSError:
            return b""
        if before.st_mtime_ns == after.st_mtime_ns and before.st_size == len(content) == after.st_size:
            break
    # If it still changes, the next build sees another time of change and reads it again.
    return content


def as_documents(snapshot_input: Input, documents: "Iterable[SyntheticDocument]") -> Iterator[Document]:
    """Yield the synthetic documents of the input's snapshot, as if they had been read from files."""
    for document in documents:
        if document.snapshot_on == snapshot_input.snapshot_on:
            yield _document(snapshot_input, document.uri, document.content, None)


@cache
def _generated() -> "tuple[SyntheticDocument, ...]":
    # One corpus spans all snapshots, so the four of a build share one generation.
    from ingestion.synthetic import generate

    return generate().documents


def _document(snapshot_input: Input, uri: str, content: bytes, fetched_at: datetime | None) -> Document:
    sha256 = hashlib.sha256(content).hexdigest()
    source = None if snapshot_input.kind else recognise(uri, content[:HEAD_BYTES])
    kind = snapshot_input.kind or (source.kind if source else None)
    # A document's identity is its path and its bytes: the same path with new bytes is a new document.
    identity = f"{snapshot_input.source}|{snapshot_input.snapshot_on}|{uri}|{sha256}"
    return Document(
        document_id=hashlib.sha256(identity.encode()).hexdigest()[:16],
        input_id=snapshot_input.input_id,
        source=snapshot_input.source,
        snapshot_on=snapshot_input.snapshot_on,
        uri=uri,
        kind=kind,
        media_type=source.media_type if source else (mimetypes.guess_type(uri)[0] or "application/octet-stream"),
        sha256=sha256,
        fetched_at=fetched_at,
        content=content,
    )


def stat_fingerprint(snapshot_input: Input) -> str:
    """Return a hash over the names, sizes and times of an input's files: while it is equal, none is read again."""
    if snapshot_input.is_synthetic:
        return ""
    digest = hashlib.sha256(f"{snapshot_input.source}|{snapshot_input.snapshot_on}|{snapshot_input.kind}".encode())
    for uri, path in files_of(Path(snapshot_input.location)):
        try:
            status = path.lstat()
            digest.update(f"{uri}\x1f{status.st_size}\x1f{status.st_mtime_ns}\x1e".encode())
        except OSError:
            digest.update(f"{uri}\x1fgone\x1e".encode())
    return digest.hexdigest()


def to_batches(documents: Iterator[Document]) -> Iterator[pa.Table]:
    """Yield tables of RAW_DOCUMENTS, each with at most about 32 MB of content (or one document)."""
    rows: list[dict[str, object]] = []
    batch_size = 0
    for document in documents:
        if rows and batch_size + len(document.content) > BATCH_BYTES:
            yield _to_table(rows)
            rows, batch_size = [], 0
        rows.append({name: getattr(document, name) for name in (*_FIELDS, "content")})
        batch_size += len(document.content)
    yield _to_table(rows)


def _to_table(rows: list[dict[str, object]]) -> pa.Table:
    contents = [row["content"] for row in rows if isinstance(row["content"], bytes)]
    columns = {name: pa.array([row[name] for row in rows], type=RAW_DOCUMENTS.field(name).type) for name in _FIELDS}
    columns["size_bytes"] = pa.array([len(content) for content in contents], pa.int64())
    columns["content"] = pa.array(contents, pa.binary()) if len(contents) != 1 else _without_copy(contents[0])
    return pa.Table.from_arrays([columns[name] for name in RAW_DOCUMENTS.names], schema=RAW_DOCUMENTS)


def _without_copy(content: bytes) -> Any:  # noqa: ANN401 - an Arrow array of binary, whose stubs are incomplete
    """Return an Arrow array of one binary value that uses the bytes where they are, as one document may be large."""
    offsets = pa.py_buffer(struct.pack("<ii", 0, len(content)))
    return pa.Array.from_buffers(pa.binary(), 1, [None, offsets, pa.py_buffer(content)])


def from_batches(batches: Iterator[pa.RecordBatch]) -> Iterator[Document]:
    """Yield the documents of batches of RAW_DOCUMENTS; a batch is freed before its documents are parsed."""
    was_large = False
    while (batch := next(batches, None)) is not None:
        rows = batch.select([*_FIELDS, "content"]).to_pylist()
        was_large, batch = was_large or batch.nbytes > BATCH_BYTES, None
        # Popped, so that no list keeps a document that has been parsed.
        while rows:
            yield Document(**rows.pop())
    if was_large:
        # The memory of a large document goes back to the system before its rows are sorted.
        pa.default_memory_pool().release_unused()
