"""Which record of a posting counts where several tell of it in the same view and snapshot.

Here: the order among such records, and the words that say what became of the others. Not here:
reading records (`ingestion/parse.py`) or choosing among different views (dbt). Nothing is dropped.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

from ingestion.posting import Location, Pay, Posting

COUNTED, REPEAT, CONFLICT = "counted", "repeat", "conflict"

# The address differs between the city sites of a board; notes and leniency are about the reading, not the posting.
_CONTENT = tuple(f.name for f in fields(Posting) if f.name not in {"url", "notes", "is_lenient"})
_FILLABLE = tuple(f.name for f in fields(Posting) if f.name not in {"external_id", "view", "notes", "is_lenient"})


@dataclass(frozen=True, slots=True)
class Observed:
    """A posting as one record tells it, and where that record stands."""

    posting_id: str
    document_id: str
    source: str
    snapshot_on: date
    uri: str
    record_index: int
    posting: Posting
    text: str
    has_text: bool
    content_hash: str

    @property
    def place(self) -> tuple[str, int, str]:
        """Where the record stands, to sort by."""
        return self.uri, self.record_index, self.document_id


def hash_content(posting: Posting) -> str:
    """Return the sha256 of what the record says of the posting, in a form that does not depend on the run."""
    told = {name: getattr(posting, name) for name in _CONTENT}
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=_plain).encode()).hexdigest()


def settle(observed: Iterable[Observed]) -> list[tuple[Observed, str, str | None]]:
    """Return every record with its standing and a note, by posting, file and record, whatever order they came in."""
    groups: dict[tuple[str, str, date], list[Observed]] = defaultdict(list)
    for one in observed:
        groups[one.posting_id, one.posting.view, one.snapshot_on].append(one)
    settled = [entry for group in groups.values() for entry in _settle_group(group)]
    return sorted(settled, key=lambda entry: (entry[0].posting_id, *entry[0].place))


def _settle_group(group: list[Observed]) -> list[tuple[Observed, str, str | None]]:
    first, *others = sorted(group, key=lambda one: (one.posting.is_lenient, -_filled(one.posting), *one.place))
    return [(first, COUNTED, None), *((other, *_compare(other, first)) for other in others)]


def _compare(other: Observed, first: Observed) -> tuple[str, str]:
    where = f"{first.uri}, record_index {first.record_index}"
    if other.content_hash == first.content_hash:
        return REPEAT, f"repeats {where}; counted there."
    differing = [name for name in _CONTENT if getattr(other.posting, name) != getattr(first.posting, name)]
    return CONFLICT, (
        f"tells of {other.posting_id} otherwise than {where}, which is counted; they differ in {', '.join(differing)}. "
        f"Remove the one of the two that is wrong, or add them under different snapshot dates."
    )


def _filled(posting: Posting) -> int:
    return sum(getattr(posting, name) not in (None, (), "", False) for name in _FILLABLE)


def _plain(value: object) -> object:
    if isinstance(value, Location | Pay):
        return [getattr(value, f.name) for f in fields(value)]
    return str(value)
