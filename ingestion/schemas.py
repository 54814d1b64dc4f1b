"""The typed records of ingestion and their explicit, versioned Arrow schemas.

Here: document, posting, annotation and reject as dataclasses, and the columns of each Parquet
table. Not here: how documents are parsed (`ingestion/sources/`) or how rows are written
(`ingestion/storage/parquet.py`). A change of any schema increases `SCHEMA_VERSION`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

import pyarrow as pa

SCHEMA_VERSION = 2

LOCATION = pa.struct([("raw", pa.string()), ("city", pa.string()), ("region", pa.string()), ("country", pa.string())])
"""A place: `raw` as the document has it; `country` is ISO 3166 alpha-3; parts that are not stated are null."""

SECTION = pa.struct([("section", pa.string()), ("start_offset", pa.int64()), ("end_offset", pa.int64())])
"""A span of a version's text; offsets are code points, half open."""


def _schema(columns: dict[str, pa.DataType]) -> pa.Schema:
    return pa.schema(list(columns.items()), metadata={"schema_version": str(SCHEMA_VERSION)})


RAW_DOCUMENTS = _schema(
    {
        "document_id": pa.string(),
        "input_id": pa.string(),
        "source": pa.string(),
        "snapshot_on": pa.date32(),
        "uri": pa.string(),
        "kind": pa.string(),
        "media_type": pa.string(),
        "sha256": pa.string(),
        "size_bytes": pa.int64(),
        "fetched_at": pa.timestamp("us"),
        "content": pa.binary(),
    }
)

PARSED_DOCUMENTS = _schema(
    {
        "document_id": pa.string(),
        "source": pa.string(),
        "snapshot_on": pa.date32(),
        "uri": pa.string(),
        "kind": pa.string(),
        "records_read": pa.int64(),
    }
)

OBSERVATIONS = _schema(
    {
        "observation_id": pa.string(),
        "posting_id": pa.string(),
        "external_id": pa.string(),
        "source": pa.string(),
        "snapshot_on": pa.date32(),
        "document_id": pa.string(),
        "uri": pa.string(),
        "record_index": pa.int64(),
        "record_type": pa.string(),
        "dedup_status": pa.string(),
        "dedup_note": pa.string(),
        "is_lenient": pa.bool_(),
        "notes": pa.list_(pa.string()),
        "title": pa.string(),
        "company": pa.string(),
        "locations": pa.list_(LOCATION),
        "location_count": pa.int64(),
        "employment_type_given": pa.string(),
        "work_mode_given": pa.string(),
        "level_given": pa.string(),
        "posted_on": pa.date32(),
        "valid_through_on": pa.date32(),
        "salary_given": pa.string(),
        "salary_min": pa.float64(),
        "salary_max": pa.float64(),
        "salary_currency": pa.string(),
        "salary_period": pa.string(),
        "years_experience_given": pa.float64(),
        "degree_given": pa.string(),
        "description_given": pa.string(),
        "text": pa.string(),
        "has_text": pa.bool_(),
        "version_id": pa.string(),
        "tags": pa.list_(pa.string()),
        "industries": pa.list_(pa.string()),
        "company_size": pa.int64(),
        "url": pa.string(),
        "content_hash": pa.string(),
        "text_hash": pa.string(),
    }
)

ANNOTATIONS = _schema(
    {
        "annotation_id": pa.string(),
        "posting_id": pa.string(),
        "external_id": pa.string(),
        "source": pa.string(),
        "snapshot_on": pa.date32(),
        "document_id": pa.string(),
        "uri": pa.string(),
        "record_index": pa.int64(),
        "annotated_at": pa.timestamp("us"),
        "title": pa.string(),
        "company": pa.string(),
        "company_stage": pa.string(),
        "company_focus": pa.string(),
        "role_type": pa.string(),
        "role_reason": pa.string(),
        "is_customer_facing": pa.bool_(),
        "is_management": pa.bool_(),
        "responsibilities": pa.list_(pa.string()),
        "use_cases": pa.list_(pa.string()),
        "skills": pa.list_(pa.struct([("category", pa.string()), ("skill", pa.string())])),
    }
)

REJECTS = _schema(
    {
        "document_id": pa.string(),
        "source": pa.string(),
        "snapshot_on": pa.date32(),
        "uri": pa.string(),
        "record_index": pa.int64(),
        "rule_id": pa.string(),
        "reason": pa.string(),
    }
)

POSTING_VERSIONS = _schema(
    {
        "version_id": pa.string(),
        "posting_id": pa.string(),
        "source": pa.string(),
        "snapshot_on": pa.date32(),
        "title": pa.string(),
        "company": pa.string(),
        "text": pa.string(),
        "text_hash": pa.string(),
        "has_text": pa.bool_(),
        "char_count": pa.int64(),
        "language": pa.string(),
        "sections": pa.list_(SECTION),
    }
)

MENTIONS = _schema(
    {
        "version_id": pa.string(),
        "posting_id": pa.string(),
        "snapshot_on": pa.date32(),
        "kind": pa.string(),
        "canonical_id": pa.string(),
        "matched_text": pa.string(),
        "start_offset": pa.int64(),
        "end_offset": pa.int64(),
        "section": pa.string(),
        "strength": pa.string(),
        "rule_id": pa.string(),
        "context_rule_id": pa.string(),
        "value_min": pa.float64(),
        "value_max": pa.float64(),
        "value_currency": pa.string(),
        "value_unit": pa.string(),
    }
)


@dataclass(frozen=True, slots=True)
class Document:
    """One file as it came. `uri` is relative to its input, so it is the same on every machine.

    `kind` is None where no source recognised the file; `content` is empty where it could not be read.
    """

    document_id: str
    input_id: str
    source: str
    snapshot_on: date
    uri: str
    kind: str | None
    media_type: str
    sha256: str
    fetched_at: datetime | None
    content: bytes


@dataclass(frozen=True, slots=True)
class Location:
    """A place as a document states it; `country` is ISO 3166 alpha-3."""

    raw: str
    city: str | None = None
    region: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Pay:
    """A pay statement. `given` is the field as written; amounts are per `period`, None where it states no pay."""

    given: str
    minimum: float | None = None
    maximum: float | None = None
    currency: str | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """One record of a document about one posting; nothing inferred, nothing joined from other records.

    `record_type` is `card` (a listing row), `page` (a saved web page), `file` (a YAML posting) or `json`.
    `description` is the text as it came; `description_is_html` is true where it is HTML. `is_lenient` is true where
    the document was invalid and read line by line.
    """

    external_id: str
    record_type: str
    title: str
    company: str | None = None
    locations: tuple[Location, ...] = ()
    location_count: int | None = None
    employment_type: str | None = None
    work_mode: str | None = None
    level: str | None = None
    posted_on: date | None = None
    valid_through_on: date | None = None
    pay: Pay | None = None
    years_experience: float | None = None
    degree: str | None = None
    description: str | None = None
    description_is_html: bool = False
    tags: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    company_size: int | None = None
    url: str | None = None
    is_lenient: bool = False
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Annotation:
    """Labels that someone else gave a posting; stored apart from our own results and never mixed with them."""

    external_id: str
    title: str | None = None
    company: str | None = None
    company_stage: str | None = None
    company_focus: str | None = None
    role_type: str | None = None
    role_reason: str | None = None
    is_customer_facing: bool | None = None
    is_management: bool | None = None
    responsibilities: tuple[str, ...] = ()
    use_cases: tuple[str, ...] = ()
    skills: tuple[tuple[str, str], ...] = ()
    annotated_at: datetime | None = None


class Unusable(ValueError):  # noqa: N818 - a property of a document, not a programming error
    """A document or record that cannot be used; becomes a reject.

    `rule_id` is a short stable slug (`not_yaml`, `no_title`); `reason` is a sentence for a person
    with what was wrong and what to do. The file is named by the reject's `uri`.
    """

    def __init__(self, rule_id: str, reason: str) -> None:
        super().__init__(reason)
        self.rule_id = rule_id
        self.reason = reason
