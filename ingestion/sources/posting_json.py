"""JSON files of schema.org JobPosting objects: one document, or one object per line.

Here: distinguishing the two layouts and splitting them into records. Not here: the properties of a JobPosting
(`job_posting.py`), JSON inside a page (`posting_page.py`).
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from ingestion.schemas import Posting, Unusable
from ingestion.sources.base import (
    LONGEST_LINE,
    MAX_HINT_BYTES,
    MAX_HINT_RECORDS,
    Hints,
    decode,
    decode_head,
    decode_lines,
    only_board,
)
from ingestion.sources.job_posting import address_of, find_job_postings, is_job_posting, load_json, to_posting

# JSON writes the slashes of an address with or without a backslash before them.
_MARKS = re.compile(
    r'"(?:https?:\\?/\\?/schema\.org\\?/|schema:)?JobPosting"|"hiringOrganization"\s*:|"datePosted"\s*:'
)
_LINE_SUFFIXES = (".jsonl", ".ndjson", ".jsonlines")


class _Postings:
    """The methods that both layouts share."""

    def parse(self, record: object) -> Posting:
        """Return the posting of an object."""
        if isinstance(record, Unusable):
            raise record
        assert isinstance(record, dict)  # noqa: S101 - split() makes nothing else
        return to_posting(record, "json")

    def split(self, content: bytes) -> Iterable[object]:
        """Return the records of a document."""
        raise NotImplementedError

    def hints(self, content: bytes) -> Hints:
        """Return the board that all the objects' addresses belong to."""
        try:
            records = islice(self.split(content[:MAX_HINT_BYTES]), MAX_HINT_RECORDS)
            return Hints(only_board(address_of(record) for record in records if isinstance(record, dict)))
        except Unusable:
            return Hints()


class PostingJson(_Postings):
    """A JSON document: a JobPosting, a list of them or a graph that contains them."""

    kind = "posting-json"
    media_type = "application/ld+json"
    expects = "a JSON file of schema.org JobPosting objects"
    is_read_by_record = False

    def recognises(self, name: str, head: bytes) -> bool:
        """Accept a JSON object or list that names a JobPosting or its properties."""
        text = decode_head(head).lstrip()
        return text.startswith(("{", "[")) and bool(_MARKS.search(text)) and not _is_lines(name, text)

    def split(self, content: bytes) -> Iterator[object]:
        """Return the JobPosting objects; in a list, an entry without one is an unusable record."""
        data = load_json(decode(content))
        entries = data if isinstance(data, list) else [data]
        if not entries or (len(entries) == 1 and not find_job_postings(entries[0])):
            raise Unusable("no_job_posting", _NONE_FOUND)
        return chain.from_iterable(map(_records, entries))


class PostingJsonLines(_Postings):
    """JSON Lines: one JobPosting (or one graph) per line; an invalid line does not affect the others."""

    kind = "posting-jsonl"
    media_type = "application/jsonl"
    expects = "a JSON Lines file with a schema.org JobPosting per line"
    is_read_by_record = True

    def recognises(self, name: str, head: bytes) -> bool:
        """Accept several lines that each begin an object and name a JobPosting or its properties."""
        text = decode_head(head).lstrip()
        return text.startswith("{") and bool(_MARKS.search(text)) and _is_lines(name, text)

    def split(self, content: bytes) -> Iterator[object]:
        """Return the JobPosting objects of every line that is not blank; a line that is no JSON is a record too."""
        line = None
        for line in filter(str.strip, decode_lines(content, newline="\n")):
            try:
                yield from _records(_load_line(line))
            except Unusable as broken:
                yield broken
        if line is None:
            raise Unusable("no_job_posting", _NONE_FOUND)


_NONE_FOUND = 'no schema.org JobPosting is in it; each posting needs "@type": "JobPosting" and a title.'


def _load_line(line: str) -> object:
    if len(line) > LONGEST_LINE:
        raise Unusable("too_large", f"the line has more than {LONGEST_LINE:,} characters; split it, or take it out.")
    return load_json(line)


def _records(entry: object) -> list[object]:
    postings = [entry] if is_job_posting(entry) else find_job_postings(entry)
    return [*postings] or [Unusable("no_job_posting", _NONE_FOUND)]


def _is_lines(name: str, text: str) -> bool:
    """Whether each of the first two lines begins an object; of a single line the file's name decides."""
    # Two lines are enough: an indented document does not begin its second line with an object.
    lines = [line.strip() for line in text.split("\n", 2) if line.strip()]
    if len(lines) > 1:
        return lines[0].startswith("{") and len(lines[0]) > 1 and lines[1].startswith("{")
    return name.casefold().endswith(_LINE_SUFFIXES)
