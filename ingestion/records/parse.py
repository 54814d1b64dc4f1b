"""Documents of one snapshot, read into observations, annotations and rejects.

Here: the row accounting (every record becomes exactly one row of one of the three), ids and hashes,
and the tables. Not here: the formats (`ingestion/sources/`), which record of several counts
(`ingestion/records/deduplicate.py`), the text of a version (`ingestion/text/clean.py`).
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path

import pyarrow as pa

from ingestion.inputs.collect import LARGEST_FILE, TOO_LARGE
from ingestion.records.deduplicate import DEDUPLICATED, UNDEDUPLICATED, count_filled, hash_content
from ingestion.schemas import (
    ANNOTATIONS,
    OBSERVATIONS,
    PARSED_DOCUMENTS,
    REJECTS,
    Annotation,
    Document,
    Pay,
    Posting,
    Unusable,
)
from ingestion.sources import SOURCES, source_of
from ingestion.storage.external_sort import Row, RowFile, read_sorted
from ingestion.text.clean import clean_description

MIN_LETTERS = 40
"""A description with fewer letters describes no job ("See above.", "n/a", a lone link): `has_text` is false."""
LONGEST_DESCRIPTION = 200_000
"""Characters of a description that are read; the longest of 1,867 real ones has 31,000."""
LARGEST_WHOLE = 32_000_000
"""Largest document, in bytes, of a kind that is parsed whole; kinds that are read record by record have no bound."""

_NOT_BLANK = re.compile(rb"[^ \t\r\n\0\xef\xbb\xbf\xff\xfe]")
# The first bytes of zip, gzip, bzip2, xz, 7z, rar and zstd: an archive gets a reason of its own.
_ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd")

_NO_FILE = "and never opened; put the file itself into the folder, or remove it."
_NOT_READ = {
    "inode/symlink": ("not_a_file", f"it is a link, which is not followed {_NO_FILE}"),
    "inode/fifo": ("not_a_file", f"it is a pipe {_NO_FILE}"),
    "inode/socket": ("not_a_file", f"it is a socket {_NO_FILE}"),
    "inode/chardevice": ("not_a_file", f"it is a device {_NO_FILE}"),
    "inode/blockdevice": ("not_a_file", f"it is a device {_NO_FILE}"),
    TOO_LARGE: ("too_large", f"it has more than {LARGEST_FILE / 1e6:.0f} MB, the most that is read; split it."),
}

ROW_FILE_SCHEMAS = {
    "parsed_documents": PARSED_DOCUMENTS,
    "undeduplicated": UNDEDUPLICATED,
    "annotations": ANNOTATIONS,
    "rejects": REJECTS,
}
# The tables do not depend on the order in which the documents came.
QUERIES = {
    "parsed_documents": "select * from parsed_documents order by uri, document_id",
    "observations": DEDUPLICATED,
    "annotations": "select * from annotations order by posting_id, uri, record_index, document_id",
    "rejects": "select * from rejects order by uri, coalesce(record_index, -1), document_id",
}
SCHEMAS = {
    "parsed_documents": PARSED_DOCUMENTS,
    "observations": OBSERVATIONS,
    "annotations": ANNOTATIONS,
    "rejects": REJECTS,
}


@dataclass(frozen=True)
class Parsed:
    """The four tables of one snapshot, unsorted on disk until they are read.

    The sum of `records_read` in parsed_documents is the number of rows of the other three.
    """

    folder: Path

    def batches(self, name: str) -> Iterator[pa.Table]:
        """Yield the rows of one table in their order, some thousand at a time."""
        row_file = "undeduplicated" if name == "observations" else name
        return read_sorted(QUERIES[name], {row_file: _file(self.folder, row_file)}, self.folder, SCHEMAS[name])

    def table(self, name: str) -> pa.Table:
        """Return one whole table; for tests and small snapshots."""
        return pa.concat_tables([SCHEMAS[name].empty_table(), *self.batches(name)]).combine_chunks()


def parse_documents(documents: Iterable[Document], folder: Path) -> Parsed:
    """Read one snapshot's documents; the tables are the same whatever order the documents come in.

    A document that is given twice (same source, snapshot, uri and bytes) is read once. No content of a
    document stops the others: what fails becomes a reject with a reason. The rows are files in `folder`,
    which the caller removes.
    """
    seen: set[str] = set()
    with ExitStack() as closing:
        row_files = {
            name: closing.enter_context(RowFile(_file(folder, name), ROW_FILE_SCHEMAS[name]))
            for name in ROW_FILE_SCHEMAS
        }
        for document in documents:
            # The same file may be in two inputs of one source; its records would be counted twice.
            if document.document_id not in seen:
                seen.add(document.document_id)
                records_read = _read_document(document, row_files)
                head = {name: getattr(document, name) for name in PARSED_DOCUMENTS.names if name != "records_read"}
                row_files["parsed_documents"].append({**head, "records_read": records_read})
    return Parsed(folder)


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.parquet"


def _read_document(document: Document, row_files: Mapping[str, RowFile]) -> int:
    """Read one document and return its number of records, at least one.

    Where splitting fails, the rest of the document counts as one record, so that each record is one row.
    """
    count = 0
    try:
        # Two handlers: a record that fails costs itself, a document that cannot be split on costs its rest.
        for record in _split(document):
            try:
                _read_record(document, count, record, row_files)
            except Exception as error:
                row_files["rejects"].append(_reject(document, count, error))
            count += 1
        if not count:
            raise Unusable("no_records", "it contains no record; save it again or remove it.")
    except Exception as error:
        row_files["rejects"].append(_reject(document, None, error))
        count += 1
    return count


def _split(document: Document) -> Iterable[object]:
    if document.media_type in _NOT_READ:
        raise Unusable(*_NOT_READ[document.media_type])
    if not _NOT_BLANK.search(document.content):
        raise Unusable("empty", "the file is empty or could not be read; save it again, or fix its permissions.")
    if document.kind is None:
        raise _unrecognised(document)
    source = source_of(document.kind)
    if len(document.content) > LARGEST_WHOLE and not source.is_read_by_record:
        raise Unusable(
            "too_large",
            f"it has {len(document.content) / 1e6:,.0f} MB, more than the {LARGEST_WHOLE / 1e6:.0f} MB that a "
            f"{document.kind} may have; split it, or save it as a listing or as JSON Lines, which may be larger.",
        )
    return source.split(document.content)


def _unrecognised(document: Document) -> Unusable:
    if document.content.startswith(_ARCHIVES):
        return Unusable("archive", "it is an archive; unpack it and add the files in it.")
    expected = "; ".join(source.expects for source in SOURCES)
    return Unusable("not_recognised", f"it is none of the kinds that are read ({expected}); convert it or remove it.")


def _read_record(document: Document, index: int, record: object, row_files: Mapping[str, RowFile]) -> None:
    parsed = source_of(document.kind or "").parse(record)
    if isinstance(parsed, Annotation):
        row_files["annotations"].append(_annotation(document, index, parsed))
        return
    row = _observation(document, index, _bounded(parsed))
    row_files["undeduplicated"].append(row, len(str(row["text"])) + len(parsed.description or ""))


def _bounded(posting: Posting) -> Posting:
    """Return the posting with its description cut to `LONGEST_DESCRIPTION`, and a note where it was."""
    length = len(posting.description or "")
    if length <= LONGEST_DESCRIPTION:
        return posting
    note = f"the description has {length:,} characters; the first {LONGEST_DESCRIPTION:,} are read."
    return replace(posting, description=(posting.description or "")[:LONGEST_DESCRIPTION], notes=(*posting.notes, note))


def _observation(document: Document, index: int, posting: Posting) -> Row:
    # Cleaned once, here: every later step reads this text, and spans are offsets in it.
    cleaned = clean_description(posting.description, posting.description_is_html) if posting.description else ""
    text = f"{posting.title}\n\n{cleaned}" if cleaned else posting.title
    posting_id, text_hash, pay = f"{document.source}:{posting.external_id}", _sha256(text), posting.pay or Pay("")
    # Fields under one name in both go over as they are, so a new field needs nothing here.
    same = [name for name in OBSERVATIONS.names if hasattr(posting, name)]
    return {
        **{name: getattr(posting, name) for name in (*same, "description_is_html")},
        **{name: getattr(document, name) for name in ("source", "snapshot_on", "document_id", "uri")},
        "observation_id": _record_id(document.document_id, index),
        "posting_id": posting_id,
        "record_index": index,
        "text": text,
        # Counts at most `MIN_LETTERS` letters and stops, as a description may be very long.
        "has_text": len(list(islice(filter(str.isalpha, cleaned), MIN_LETTERS))) == MIN_LETTERS,
        "content_hash": hash_content(posting),
        "filled_count": count_filled(posting),
        "notes": list(posting.notes),
        "locations": [asdict(location) for location in posting.locations],
        "employment_type_given": posting.employment_type,
        "work_mode_given": posting.work_mode,
        "level_given": posting.level,
        "salary_given": pay.given or None,
        "salary_min": pay.minimum,
        "salary_max": pay.maximum,
        "salary_currency": pay.currency,
        "salary_period": pay.period,
        "years_experience_given": posting.years_experience,
        "degree_given": posting.degree,
        "description_given": posting.description,
        "text_hash": text_hash,
        "version_id": _sha256(f"{posting_id}\n{text_hash}")[:16],
        "tags": list(posting.tags),
        "industries": list(posting.industries),
    }


def _annotation(document: Document, index: int, annotation: Annotation) -> Row:
    same = [name for name in ANNOTATIONS.names if hasattr(annotation, name)]
    return {
        **{name: getattr(annotation, name) for name in same},
        **{name: getattr(document, name) for name in ("source", "snapshot_on", "document_id", "uri")},
        "annotation_id": _record_id(document.document_id, index),
        "posting_id": f"{document.source}:{annotation.external_id}",
        "record_index": index,
        "responsibilities": list(annotation.responsibilities),
        "use_cases": list(annotation.use_cases),
        "skills": [{"category": category, "skill": skill} for category, skill in annotation.skills],
    }


def _reject(document: Document, index: int | None, error: Exception) -> Row:
    """Return the row of a record that could not be used; a null `record_index` means the document as a whole."""
    if isinstance(error, Unusable):
        rule_id, reason = error.rule_id, error.reason
    else:
        # One document that no parser foresaw must not cost the others; the exception's name leads to the cause.
        message = " ".join(str(error).split())[:200]
        rule_id = "parser_failed"
        reason = f"reading it failed with {type(error).__name__} ({message}); fix or remove it, and report the failure."
    where = document.uri if index is None else f"{document.uri}, record_index {index}"
    return {
        **{name: getattr(document, name) for name in ("document_id", "source", "snapshot_on", "uri")},
        "record_index": index,
        "rule_id": rule_id,
        "reason": f"{where}: {reason}".encode("utf-8", "replace").decode(),
    }


def _record_id(document_id: str, index: int) -> str:
    return _sha256(f"{document_id}:{index}")[:16]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
