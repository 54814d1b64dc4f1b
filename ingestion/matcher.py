"""Finding phrases in a text: candidates from the automaton, then case, word boundaries and guards.

Here: which phrase stands where. Not here: what the hits become (`mentions.py`), how strong they are
(`strength.py`), or the numbers beside them (`pay.py`, `years.py`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ingestion.rules import Entry, Phrases, Rules, to_bytes

_DOMAIN = re.compile(r"\.(?:com|org|io|ai|net|dev|co|app|de|uk|eu)(?![^\W_])")


@dataclass(frozen=True, slots=True)
class Subject:
    """A text made ready for matching; `low` is `fold(text)`, `company` the words of the posting's own company."""

    text: str
    low: str
    title_end: int
    company: str
    is_english: bool


class Hit(NamedTuple):
    """One phrase at one place; offsets are code points of the text."""

    start: int
    end: int
    entry: Entry


_Candidate = tuple[int, int, int, Entry]
"""Start, negative end, a number of its own, phrase: so they sort by start, longest first, in the order found."""
_NOWHERE = (-1, -1)


def find_hits(subject: Subject, rules: Rules) -> list[Hit]:
    """Return all phrases that count, by start and then longest first.

    Among hits of the same kind the longest wins over what it contains: React Native is not React.
    A phrase that its guard rejects does not hide a shorter one.
    """
    candidates: list[_Candidate] = []
    _look_up(subject, rules.anywhere, 0, len(subject.low), candidates)
    _look_up(subject, rules.title, 0, subject.title_end, candidates)
    return _choose(subject, candidates)


def find_pay_cues(subject: Subject, rules: Rules, signs: Sequence[Hit]) -> list[Hit]:
    """Return the words that make or unmake pay in the lines with a currency sign, by start."""
    low = subject.low
    candidates: list[_Candidate] = []
    done = 0
    for sign in signs:
        if sign.start >= done:
            begin, stop = low.rfind("\n", 0, sign.start) + 1, low.find("\n", sign.end)
            done = len(low) if stop < 0 else stop
            _look_up(subject, rules.pay_cues, begin, done, candidates)
    return _choose(subject, candidates)


def _choose(subject: Subject, candidates: list[_Candidate]) -> list[Hit]:
    candidates.sort()
    low, company = subject.low, subject.company
    reach: dict[str, tuple[int, int]] = {}
    hits: list[Hit] = []
    for start, negative_end, _, entry in candidates:
        end, kind = -negative_end, entry.kind
        longest = reach.get(kind, _NOWHERE)
        if end <= longest[1] and (start, end) != longest:
            continue
        if entry.guard and not entry.guard.accepts(low, start, end, company):
            continue
        if end > longest[1]:
            reach[kind] = (start, end)
        elif _is_told(start, end, entry, hits):
            continue
        hits.append(Hit(start, end, entry))
    return hits


def _is_told(start: int, end: int, entry: Entry, hits: Sequence[Hit]) -> bool:
    """Whether the last hits say this of the same place: two aliases of one skill may differ in case only."""
    for hit in reversed(hits):
        if hit.start != start or hit.end != end:
            return False
        if hit.entry.kind == entry.kind and hit.entry.canonical_id == entry.canonical_id:
            return True
    return False


def _look_up(subject: Subject, phrases: Phrases, begin: int, stop: int, found: list[_Candidate]) -> None:
    """Add the phrases between two offsets whose case and edges are right; title phrases in the title only."""
    text, low, patterns = subject.text, f"\n{subject.low[begin:stop]}\n", phrases.patterns
    title_end, is_english, offset = subject.title_end, subject.is_english, begin - 1
    for index, first, last in phrases.automaton.find_matches_as_indexes(to_bytes(low), overlapping=True):
        shift, begins_word, ends_word, key, in_title, in_english, in_other = patterns[index]
        if (ends_word and low[last].isalnum()) or (begins_word and low[first - 1].isalnum()):
            continue
        if key and low[first:last] != key:
            continue
        start, end = first + shift + offset, last - shift + offset
        for exact, is_skill, entry in in_title if start < title_end else in_english if is_english else in_other:
            if exact and text[start:end] != exact:
                continue
            if not is_skill or _is_free(low, first + shift, last - shift):
                found.append((start, -end, len(found), entry))


def _is_free(low: str, start: int, end: int) -> bool:
    """Whether a skill's name stands for itself: not `C` of C++, not the head of a web or mail address."""
    after = low[end]
    if after in "+#" and end - start == 1:
        return False
    if low[start] == "." and low[start - 1].isalnum():
        return False
    if low[start - 1] == "@":
        return False
    return after != "." or not _DOMAIN.match(low, end)
