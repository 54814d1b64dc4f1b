"""Documents of an input, verbatim: bytes, hash, kind, where they came from.

Here: reading files (or asking the synthetic generator) into rows of `raw_documents`. Not here: what
a document says (`ingestion/records/parse.py`). A file that cannot be read becomes a document without content,
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

_TOLD = tuple(field.name for field in fields(Document) if field.name != "content")
BATCH_BYTES = 32_000_000
LARGEST_FILE = 128_000_000
"""Bytes of a file that is read at all: it is held in memory while its records are read."""
TRIES = 3

# The media types that the desktop standard gives to what is no file; the last is ours.
_NO_FILE = {
    stat.S_IFLNK: "inode/symlink",
    stat.S_IFIFO: "inode/fifo",
    stat.S_IFSOCK: "inode/socket",
    stat.S_IFCHR: "inode/chardevice",
    stat.S_IFBLK: "inode/blockdevice",
}
TOO_LARGE = "inode/x-too-large"


def documents_of(taken: Input) -> Iterator[Document]:
    """The documents of an input in the order of their uri; what is no file, or too large, has no content."""
    if taken.is_synthetic:
        yield from as_documents(taken, _generated())
        return
    for uri, path in files_of(Path(taken.location)):
        try:
            seen = path.lstat()
        except OSError:
            yield _document(taken, uri, b"", None)
            continue
        fetched_at = datetime.fromtimestamp(seen.st_mtime, UTC).replace(tzinfo=None)
        why_not = _NO_FILE.get(stat.S_IFMT(seen.st_mode)) or (TOO_LARGE if seen.st_size > LARGEST_FILE else None)
        content = b"" if why_not else _read_whole(path)
        document = _document(taken, uri, content, fetched_at)
        yield replace(document, kind=None, media_type=why_not) if why_not else document


def _read_whole(path: Path) -> bytes:
    """The bytes of a file at one moment: one that changes while it is read is read again, a few times."""
    content = b""
    for _ in range(TRIES):
        try:
            before, content, after = path.stat(), path.read_bytes(), path.stat()
        except OSError:
            return b""
        if before.st_mtime_ns == after.st_mtime_ns and before.st_size == len(content) == after.st_size:
            break
    # If it still changes, the next build sees another time of change and reads it again.
    return content


def as_documents(taken: Input, made_documents: "Iterable[SyntheticDocument]") -> Iterator[Document]:
    """The invented documents of the input's snapshot, as if they had been read from files."""
    for made in made_documents:
        if made.snapshot_on == taken.snapshot_on:
            yield _document(taken, made.uri, made.content, None)


@cache
def _generated() -> "tuple[SyntheticDocument, ...]":
    # One corpus spans all snapshots, so the four of a build share one generation.
    from ingestion.synthetic import generate

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
        try:
            seen = path.lstat()
            digest.update(f"{uri}\x1f{seen.st_size}\x1f{seen.st_mtime_ns}\x1e".encode())
        except OSError:
            digest.update(f"{uri}\x1fgone\x1e".encode())
    return digest.hexdigest()


def to_batches(documents: Iterator[Document]) -> Iterator[pa.Table]:
    """Arrow tables of RAW_DOCUMENTS, each at most about 32 MB of content (or one document)."""
    rows: list[dict[str, object]] = []
    held = 0
    for document in documents:
        if rows and held + len(document.content) > BATCH_BYTES:
            yield _to_table(rows)
            rows, held = [], 0
        rows.append({name: getattr(document, name) for name in (*_TOLD, "content")})
        held += len(document.content)
    yield _to_table(rows)


def _to_table(rows: list[dict[str, object]]) -> pa.Table:
    contents = [row["content"] for row in rows if isinstance(row["content"], bytes)]
    columns = {name: pa.array([row[name] for row in rows], type=RAW_DOCUMENTS.field(name).type) for name in _TOLD}
    columns["size_bytes"] = pa.array([len(content) for content in contents], pa.int64())
    columns["content"] = pa.array(contents, pa.binary()) if len(contents) != 1 else _shown(contents[0])
    return pa.Table.from_arrays([columns[name] for name in RAW_DOCUMENTS.names], schema=RAW_DOCUMENTS)


def _shown(content: bytes) -> Any:  # noqa: ANN401 - an Arrow array of binary, whose stubs are incomplete
    """One document may be large: its bytes are shown to Arrow where they lie, and not copied."""
    ends = pa.py_buffer(struct.pack("<ii", 0, len(content)))
    return pa.Array.from_buffers(pa.binary(), 1, [None, ends, pa.py_buffer(content)])


def from_batches(batches: Iterator[pa.RecordBatch]) -> Iterator[Document]:
    """The documents of rows of RAW_DOCUMENTS; a batch is let go before its documents are read."""
    was_large = False
    while (batch := next(batches, None)) is not None:
        rows = batch.select([*_TOLD, "content"]).to_pylist()
        was_large, batch = was_large or batch.nbytes > BATCH_BYTES, None
        while rows:
            yield Document(**rows.pop())
    if was_large:
        # What a large document was unpacked into goes back to the system before its rows are sorted.
        pa.default_memory_pool().release_unused()
