"""Documents of one snapshot, read into observations, annotations and rejects.

Here: the row accounting (every record becomes exactly one row of one of the three), ids and hashes,
and the tables. Not here: what a format means (`ingestion/sources/`), which record of several counts
(`ingestion/standing.py`), the text of a version (`ingestion/text.py`).
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice

import pyarrow as pa

from ingestion.posting import (
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
from ingestion.standing import Observed, hash_content, settle
from ingestion.text import clean_description

LEAST_LETTERS = 40
"""A description with fewer letters says nothing of a job ("See above.", "n/a", a lone link)."""

Row = Mapping[str, object]


@dataclass(frozen=True)
class ParsedBatch:
    """The four tables of one snapshot; records_read = observations + annotations + rejects."""

    parsed_documents: pa.Table
    observations: pa.Table
    annotations: pa.Table
    rejects: pa.Table


@dataclass
class _Reading:
    """What has been read so far."""

    documents: dict[str, Row] = field(default_factory=dict)
    observed: list[Observed] = field(default_factory=list)
    annotations: list[Row] = field(default_factory=list)
    rejects: list[Row] = field(default_factory=list)


def parse_documents(documents: Iterable[Document]) -> ParsedBatch:
    """Return the tables of one snapshot's documents, in the same order whatever order the documents come in.

    A document that is given twice (same source, snapshot, uri and bytes) is read once. Nothing that a
    document holds stops the others: what fails becomes a reject that says why.
    """
    reading = _Reading()
    for document in documents:
        if document.document_id not in reading.documents:
            records_read = _read_document(document, reading)
            told = {name: getattr(document, name) for name in PARSED_DOCUMENTS.names if name != "records_read"}
            reading.documents[document.document_id] = {**told, "records_read": records_read}
    return ParsedBatch(
        _to_table(sorted(reading.documents.values(), key=_place), PARSED_DOCUMENTS),
        _to_table([_observation(*entry) for entry in settle(reading.observed)], OBSERVATIONS),
        _to_table(sorted(reading.annotations, key=_place), ANNOTATIONS),
        _to_table(sorted(reading.rejects, key=_place), REJECTS),
    )


def _read_document(document: Document, reading: _Reading) -> int:
    """Read one document and return how many records it holds, at least one."""
    try:
        records = _split(document)
    except Exception as error:
        reading.rejects.append(_reject(document, None, error))
        return 1
    for index, record in enumerate(records):
        try:
            _read_record(document, index, record, reading)
        except Exception as error:
            reading.rejects.append(_reject(document, index, error))
    return len(records)


def _split(document: Document) -> list[object]:
    if not document.content.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise Unusable("empty", "the file is empty or could not be read; save it again, or mend its permissions.")
    if document.kind is None:
        expected = "; ".join(source.expects for source in SOURCES)
        raise Unusable(
            "not_recognised", f"it is none of the kinds that are read ({expected}); convert it or remove it."
        )
    records = source_of(document.kind).split(document.content)
    if not records:
        raise Unusable("no_records", "it holds no record; save it again or remove it.")
    return records


def _read_record(document: Document, index: int, record: object, reading: _Reading) -> None:
    told = source_of(document.kind or "").parse(record)
    if isinstance(told, Annotation):
        reading.annotations.append(_annotation(document, index, told))
    else:
        reading.observed.append(_observe(document, index, told))


def _observe(document: Document, index: int, posting: Posting) -> Observed:
    cleaned = clean_description(posting.description, posting.description_is_html) if posting.description else ""
    return Observed(
        posting_id=f"{document.source}:{posting.external_id}",
        document_id=document.document_id,
        source=document.source,
        snapshot_on=document.snapshot_on,
        uri=document.uri,
        record_index=index,
        posting=posting,
        text=f"{posting.title}\n\n{cleaned}" if cleaned else posting.title,
        has_text=len(list(islice(filter(str.isalpha, cleaned), LEAST_LETTERS))) == LEAST_LETTERS,
        content_hash=hash_content(posting),
    )


def _observation(observed: Observed, standing: str, standing_note: str | None) -> Row:
    posting, text_hash = observed.posting, _sha256(observed.text)
    pay = posting.pay or Pay("")
    same = ("title", "company", "location_count", "posted_on", "valid_through_on", "company_size", "url", "is_lenient")
    origin = ("posting_id", "source", "snapshot_on", "document_id", "uri", "record_index", "text", "has_text")
    return {
        **{name: getattr(posting, name) for name in (*same, "external_id", "view")},
        **{name: getattr(observed, name) for name in (*origin, "content_hash")},
        "observation_id": _record_id(observed.document_id, observed.record_index),
        "standing": standing,
        "standing_note": standing_note,
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
        "version_id": _sha256(f"{observed.posting_id}\n{text_hash}")[:16],
        "tags": list(posting.tags),
        "industries": list(posting.industries),
    }


def _annotation(document: Document, index: int, told: Annotation) -> Row:
    same = [name for name in ANNOTATIONS.names if hasattr(told, name)]
    return {
        **{name: getattr(told, name) for name in same},
        **{name: getattr(document, name) for name in ("source", "snapshot_on", "document_id", "uri")},
        "annotation_id": _record_id(document.document_id, index),
        "posting_id": f"{document.source}:{told.external_id}",
        "record_index": index,
        "responsibilities": list(told.responsibilities),
        "use_cases": list(told.use_cases),
        "skills": [{"category": category, "skill": skill} for category, skill in told.skills],
    }


def _reject(document: Document, index: int | None, error: Exception) -> Row:
    """Return the row that says what could not be used; a null `record_index` means the document as a whole."""
    if isinstance(error, Unusable):
        rule_id, reason = error.rule_id, error.reason
    else:
        # One document that no parser foresaw must not cost the others; the exception's name leads to the cause.
        told = " ".join(str(error).split())[:200]
        rule_id = "parser_failed"
        reason = f"reading it failed with {type(error).__name__} ({told}); mend or remove it, and report the failure."
    where = document.uri if index is None else f"{document.uri}, record_index {index}"
    return {
        **{name: getattr(document, name) for name in ("document_id", "source", "snapshot_on", "uri")},
        "record_index": index,
        "rule_id": rule_id,
        "reason": f"{where}: {reason}".encode("utf-8", "replace").decode(),
    }


def _to_table(rows: Sequence[Row], schema: pa.Schema) -> pa.Table:
    columns = [pa.array([row[column.name] for row in rows], type=column.type) for column in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def _place(row: Row) -> tuple[str, str, int, str]:
    """Return what a row is sorted by, so that the tables do not depend on the order of the documents."""
    index = row.get("record_index")
    return str(row.get("posting_id")), str(row["uri"]), index if isinstance(index, int) else -1, str(row["document_id"])


def _record_id(document_id: str, index: int) -> str:
    return _sha256(f"{document_id}:{index}")[:16]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
