"""Deduplication of records: which one counts where several have the same posting, record type and snapshot.

Here: which fields are compared, the order among such records, and the note about each of the others. Not here:
reading records (`ingestion/records/parse.py`) or choosing among different record types (dbt). Nothing is dropped.
The order is SQL, so that a million records need no more memory than a thousand.
"""

import hashlib
import json
from dataclasses import fields

import pyarrow as pa

from ingestion.schemas import OBSERVATIONS, Location, Pay, Posting

PRIMARY, DUPLICATE, CONFLICT = "primary", "duplicate", "conflict"
DEDUP_COLUMNS = ("dedup_status", "dedup_note")

# The address differs between the city sites of a board; notes and leniency are about the reading, not the posting.
_CONTENT = tuple(f.name for f in fields(Posting) if f.name not in {"url", "notes", "is_lenient"})
_FILLABLE = tuple(
    f.name for f in fields(Posting) if f.name not in {"external_id", "record_type", "notes", "is_lenient"}
)

UNDEDUPLICATED = pa.schema(
    [
        *(column for column in OBSERVATIONS if column.name not in DEDUP_COLUMNS),
        pa.field("filled_count", pa.int64()),
        pa.field("description_is_html", pa.bool_()),
    ]
)
"""An observation before deduplication, with what the order among records needs."""

_COLUMNS = {
    "employment_type": "employment_type_given",
    "work_mode": "work_mode_given",
    "level": "level_given",
    "years_experience": "years_experience_given",
    "degree": "degree_given",
    "description": "description_given",
}
_PAY = ("salary_given", "salary_min", "salary_max", "salary_currency", "salary_period")


def _differs(name: str) -> str:
    """Return an SQL expression: the field's name where the two records differ in it, else null."""
    columns = _PAY if name == "pay" else (_COLUMNS.get(name, name),)
    unequal = " or ".join(f'other."{column}" is distinct from counted."{column}"' for column in columns)
    return f"case when {unequal} then '{name}' end"


# A window instead of a self-join over all pairs: a posting that is repeated a thousand times stays cheap.
# `is distinct from` treats two nulls as equal, so that empty fields are no difference.
DEDUPLICATED = f"""
with placed as (
    select
        observation_id,
        row_number() over records as place,
        first_value(observation_id) over records as counted_id
    from undeduplicated
    window records as (
        partition by posting_id, "record_type", snapshot_on
        order by is_lenient, filled_count desc, uri, record_index, document_id
    )
),

compared as (
    select
        other.observation_id,
        other.content_hash = counted.content_hash as is_duplicate,
        counted.uri || ', record_index ' || counted.record_index as counted_place,
        concat_ws(', ', {", ".join(map(_differs, _CONTENT))}) as differing,
        other.posting_id
    from placed
    inner join undeduplicated as other on placed.observation_id = other.observation_id
    inner join undeduplicated as counted on placed.counted_id = counted.observation_id
    where placed.place > 1
)

select
    undeduplicated.*,
    case when is_duplicate is null then '{PRIMARY}' when is_duplicate then '{DUPLICATE}' else '{CONFLICT}' end
        as dedup_status,
    case
        when is_duplicate then 'repeats ' || counted_place || ', which is counted.'
        when not is_duplicate then
            'states other values for ' || compared.posting_id || ' than ' || counted_place
            || ', which is counted; they differ in ' || differing
            || '. Remove the one of the two that is wrong, or add them under different snapshot dates.'
    end as dedup_note
from undeduplicated
left join compared on undeduplicated.observation_id = compared.observation_id
order by undeduplicated.posting_id, undeduplicated.uri, undeduplicated.record_index, undeduplicated.document_id
"""  # noqa: S608 - names of our own fields
"""Every record of `undeduplicated` with its dedup_status and a note, by posting, file and record.

The record that counts was read strictly, has the most fields filled, and among equals comes first by file.
"""


def hash_content(posting: Posting) -> str:
    """Return the sha256 of the record's content, the fields of `_CONTENT`; the same in every run."""
    content = {name: getattr(posting, name) for name in _CONTENT}
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=_plain).encode()).hexdigest()


def count_filled(posting: Posting) -> int:
    """Return how many of the posting's fields have a value: the fuller of two records counts."""
    # Fields, not characters: a long description must not outweigh pay and place.
    return sum(getattr(posting, name) not in (None, (), "", False) for name in _FILLABLE)


def _plain(value: object) -> object:
    if isinstance(value, Location | Pay):
        return [getattr(value, f.name) for f in fields(value)]
    return str(value)
