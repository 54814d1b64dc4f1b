"""YAML files of labels that somebody (or a model) gave a posting.

Here: the keys of such a file. Not here: the posting itself (`yaml_posting.py`). Labels are stored
apart from our own results and never mixed with them.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from itertools import islice

from ingestion.fields import field_values
from ingestion.schemas import Annotation, Unusable
from ingestion.sources.base import Hints, decode, decode_head
from ingestion.sources.yaml_text import NotYaml, load_documents

LONGEST_REASON = 5_000
"""Characters of a reason or a duty that are read; the longest of 895 real ones has 565."""
_KEY = re.compile(r"^(company|position|meta)[ \t]*:[ \t]*\r?$", re.MULTILINE)


class YamlAnnotation:
    """Labels of one posting: of its job (`position`) and `company`, with the posting's id (`meta.job_id`)."""

    kind = "yaml-annotation"
    media_type = "application/yaml"
    expects = "a YAML file of labels with the keys position and meta.job_id"
    is_read_by_record = False

    def recognises(self, name: str, head: bytes) -> bool:
        """`position` with either `company` or `meta`, each a mapping at the beginning of a line."""
        keys = set(_KEY.findall(decode_head(head)))
        return "position" in keys and len(keys) > 1

    def split(self, content: bytes) -> list[object]:
        """Return the labelled postings of the file."""
        try:
            documents = [document for document in load_documents(decode(content)) if document is not None]
        except NotYaml as error:
            raise Unusable("not_yaml", f"it is not valid YAML ({error}); fix that line.") from error
        if not documents:
            raise Unusable("not_a_mapping", "it has no `key: value` lines; labels need position and meta.job_id.")
        return documents

    def parse(self, record: object) -> Annotation:
        """Return the labels as they were given."""
        company, position, meta = _part(record, "company"), _part(record, "position"), _part(record, "meta")
        job_id = field_values.first_id([meta.get("job_id")])
        if job_id is None:
            raise Unusable("no_job_id", "it has no meta.job_id, so the posting that it labels is unknown; fill it in.")
        # Everything but the id is optional: labels come from people and from models, and both leave fields out.
        role = _part(position, "ai_type")
        return Annotation(
            external_id=job_id,
            title=field_values.read_line(position.get("title")),
            company=field_values.read_line(company.get("name")),
            company_stage=field_values.read_word(company.get("stage")),
            company_focus=field_values.read_line(company.get("focus"), LONGEST_REASON),
            role_type=field_values.read_word(role.get("type")),
            role_reason=field_values.read_line(role.get("reasoning"), LONGEST_REASON),
            is_customer_facing=field_values.read_bool(position.get("is_customer_facing")),
            is_management=field_values.read_bool(position.get("is_management")),
            responsibilities=_lines(position.get("responsibilities")),
            use_cases=_lines(position.get("use_cases")),
            skills=_skills(_part(position, "skills")),
            annotated_at=_moment(meta.get("extracted_at")),
        )

    def hints(self, content: bytes) -> Hints:
        """Return no hints: labels name neither a board nor a snapshot date."""
        return Hints()


def _part(record: object, key: str) -> Mapping[str, object]:
    value = record.get(key) if isinstance(record, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def _lines(value: object, longest: int = LONGEST_REASON) -> tuple[str, ...]:
    entries = value if isinstance(value, list) else [value]
    lines = (line for entry in entries if (line := field_values.read_line(entry, longest)))
    return tuple(islice(lines, field_values.MAX_LIST_ENTRIES))


def _skills(by_category: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    pairs = (
        (field_values.read_line(category) or "", skill)
        for category, skills in by_category.items()
        for skill in _lines(skills, field_values.LONGEST_LINE)
    )
    return tuple(islice(pairs, field_values.MAX_LIST_ENTRIES))


def _moment(value: object) -> datetime | None:
    try:
        # The column has no time zone, so the moment is stored as written.
        moment = datetime.fromisoformat(field_values.read_line(value) or "").replace(tzinfo=None)
    except ValueError:
        return None
    return moment if field_values.EARLIEST <= moment.date() <= field_values.LATEST else None
