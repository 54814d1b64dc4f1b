"""YAML files of postings, as scrapers of boards save them: one posting per file, or several documents.

Here: the keys of such a file, and reading a file that is not valid YAML line by line. Not here:
labels that somebody gave a posting (`yaml_annotation.py`), values (`ingestion/fields/field_values.py`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ingestion.fields import field_values
from ingestion.fields.location import parse_locations, read_mode_words
from ingestion.fields.pay_field import read_pay_words
from ingestion.schemas import Posting, Unusable
from ingestion.sources.base import MAX_HINT_BYTES, Hints, board_named, board_of, decode, decode_head
from ingestion.sources.yaml_text import NotYaml, load_documents

KEYS = (
    *("job_id", "id", "title", "company", "location", "work_type", "level", "skills", "company_size", "compensation"),
    *("description", "industries", "posted_date", "url", "source"),
)
_KEY = re.compile(r"^(?:- )?(" + "|".join(KEYS) + r")[ \t]*:(?:[ \t]|\r?$)", re.MULTILINE)
# Only known keys at the beginning of a line: "Requirements:" in a text that lost its indent is text.
_KEY_LINE = re.compile(r"(" + "|".join(KEYS) + r")[ \t]*:(?:[ \t]+(.*))?")
_HINT = re.compile(rb"^(source|url)[ \t]*:[ \t]*['\"]?([^\r\n'\"]+)", re.MULTILINE)
# A list inside the text, whose items the writer quoted as if they were YAML.
_QUOTED_ITEM = re.compile(r'^([ \t]*- )"(.*)"$', re.MULTILINE)
_MARKUP = re.compile(r"<(?:p|br|li|ul|div|strong|h[1-6])\b[^<>]*>", re.IGNORECASE)
_LONGEST_BROKEN = 2_000_000
"""Characters of an invalid file that are read line by line; a longer file is not one posting."""


@dataclass(frozen=True, slots=True)
class _Record:
    """The keys of one posting; `why_lenient` is the reason why it could not be read as YAML, None where it could."""

    fields: Mapping[str, object]
    why_lenient: str | None = None


class YamlPosting:
    """A posting as a mapping of plain keys, its text in a block."""

    kind = "yaml-posting"
    media_type = "application/yaml"
    expects = "a YAML posting with the keys title, company and description"
    is_read_by_record = False

    def recognises(self, name: str, head: bytes) -> bool:
        """Accept two of the keys at the beginning of a line; in a file named .yaml one is enough."""
        text = decode_head(head)
        keys = set(_KEY.findall(text)) if not text.lstrip().startswith(("<", "{")) else set()
        return len(keys) >= (1 if name.casefold().endswith((".yaml", ".yml")) else 2)

    def split(self, content: bytes) -> list[object]:
        """Return the postings of the file; a file that is not valid YAML is read line by line where possible."""
        text = decode(content)
        try:
            documents = load_documents(text)
        # One real file of 895 is not valid YAML; the text in it is as good as any other.
        except NotYaml as error:
            return [_read_leniently(text, str(error))]
        entries = [
            entry for document in documents for entry in (document if isinstance(document, list) else [document])
        ]
        records = [
            _Record(entry) if isinstance(entry, dict) else _not_a_mapping() for entry in entries if entry is not None
        ]
        if not records:
            raise _not_a_mapping()
        return [*records]

    def parse(self, record: object) -> Posting:
        """Return the posting of a file; in these files `work_type` is the employment type."""
        if isinstance(record, Unusable):
            raise record
        assert isinstance(record, _Record)  # noqa: S101 - split() makes nothing else
        fields, notes = record.fields, [record.why_lenient] if record.why_lenient else []
        title, company = field_values.read_line(fields.get("title")), field_values.read_line(fields.get("company"))
        if title is None:
            raise Unusable("no_title", "the key title is missing or empty; fill it in.")
        url, description = field_values.read_url(fields.get("url")), field_values.read_text(fields.get("description"))
        own_id = field_values.first_id([fields.get("job_id"), fields.get("id"), field_values.id_from_url(url, True)])
        field_values.note_cuts(notes, title=title, company=company)
        return Posting(
            external_id=field_values.choose_id(own_id, company, title, url, description, notes),
            record_type="file",
            title=title,
            company=company,
            locations=parse_locations(fields.get("location")),
            employment_type=field_values.read_word(fields.get("work_type")),
            work_mode=read_mode_words(fields.get("location")),
            level=field_values.read_word(fields.get("level")),
            posted_on=field_values.read_date("posted_date", fields.get("posted_date"), notes),
            pay=read_pay_words(fields.get("compensation"), notes),
            description=description,
            description_is_html=bool(description and "<" in description and _MARKUP.search(description)),
            tags=field_values.read_list(fields.get("skills")),
            industries=field_values.read_list(fields.get("industries")),
            company_size=field_values.read_company_size(fields.get("company_size")),
            url=url,
            is_lenient=record.why_lenient is not None,
            notes=tuple(notes),
        )

    def hints(self, content: bytes) -> Hints:
        """Return the board that `source` names, else the one that `url` belongs to."""
        pairs = _HINT.findall(content[:MAX_HINT_BYTES])
        fields = {key.decode(): value.decode("utf-8", "replace") for key, value in pairs}
        return Hints(board_named(fields.get("source")) or board_of(fields.get("url")))


def _not_a_mapping() -> Unusable:
    return Unusable("not_a_mapping", "it has no `key: value` lines; a posting needs title, company and description.")


def _read_leniently(text: str, error: str) -> _Record:
    fields = _read_lines(text[:_LONGEST_BROKEN])
    missing = [key for key in ("title", "company", "description") if not field_values.read_text(fields.get(key))]
    if missing:
        raise Unusable(
            "not_yaml",
            f"it is not valid YAML ({error}) and read line by line it has no {', '.join(missing)}; fix that line.",
        )
    return _Record(fields, f"not valid YAML ({error}); read line by line: look at the text, or fix that line.")


def _read_lines(text: str) -> dict[str, object]:
    """Return the keys of the file by their lines.

    The first line of each key counts; a repeated key and every other line is text of the key before it, so that a
    block whose lines lost their indent is read to its end.
    """
    lines: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.splitlines():
        match = _KEY_LINE.fullmatch(line)
        if match and match[1] not in lines:
            current = lines[match[1]] = [match[2] or ""]
        else:
            current.append(line)
    return {key: _value_of(first.strip(), rest) for key, (first, *rest) in lines.items()}


def _value_of(first: str, rest: list[str]) -> object:
    items = [line.strip()[2:].strip("'\" ") for line in rest if line.strip().startswith("- ")]
    if re.fullmatch(r"[|>][-+0-9]*", first):
        first = ""
    elif items and not first:
        return items
    first = first[1:-1] if len(first) > 1 and first[0] == first[-1] and first[0] in "'\"" else first
    text = "\n".join([*([first] if first else []), *(line.removeprefix("  ") for line in rest)])
    return _QUOTED_ITEM.sub(r"\1\2", text) or None
