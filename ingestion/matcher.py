"""Finding phrases in a text: candidates from the automaton, then case, word boundaries and guards.

Here: which phrase stands where. Not here: what the hits become (`mentions.py`), how strong they are
(`strength.py`), or the numbers beside them (`pay.py`, `years.py`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from ingestion.rules import Entry, Phrases, Rules

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


_Candidate = tuple[int, int, Entry]
"""Start, negative end, phrase: so they sort by start and then longest first."""
_PLACE = itemgetter(0, 1)
_NOWHERE = (-1, -1)


def find_hits(subject: Subject, rules: Rules) -> list[Hit]:
    """Return all phrases that count, by start and then longest first.

    Among hits of the same kind the longest wins over what it contains: React Native is not React.
    A phrase that its guard rejects does not hide a shorter one.
    """
    candidates = _candidates(subject, rules.anywhere, 0, len(subject.low))
    candidates += _candidates(subject, rules.title, 0, subject.title_end)
    return _choose(subject, candidates)


def find_pay_cues(subject: Subject, rules: Rules, signs: Sequence[Hit]) -> list[Hit]:
    """Return the words that make or unmake pay in the lines with a currency sign, by start."""
    low = subject.low
    cues: list[Hit] = []
    done = 0
    for sign in signs:
        if sign.start >= done:
            begin, stop = low.rfind("\n", 0, sign.start) + 1, low.find("\n", sign.end)
            done = len(low) if stop < 0 else stop
            cues += _choose(subject, _candidates(subject, rules.pay_cues, begin, done))
    return cues


def _choose(subject: Subject, candidates: list[_Candidate]) -> list[Hit]:
    candidates.sort(key=_PLACE)
    reach: dict[str, tuple[int, int]] = {}
    seen: set[tuple[int, int, str, str]] = set()
    hits: list[Hit] = []
    for start, negative_end, entry in candidates:
        end, kind = -negative_end, entry.kind
        longest = reach.get(kind, _NOWHERE)
        if end <= longest[1] and (start, end) != longest:
            continue
        if entry.guard and not entry.guard.accepts(subject.low, start, end, subject.company):
            continue
        if end > longest[1]:
            reach[kind] = (start, end)
        # Two aliases of one skill may differ in case only; their common place is one mention.
        if (key := (start, end, kind, entry.canonical_id)) not in seen:
            seen.add(key)
            hits.append(Hit(start, end, entry))
    return hits


def _candidates(subject: Subject, phrases: Phrases, begin: int, stop: int) -> list[_Candidate]:
    low, text, patterns = f"\n{subject.low[begin:stop]}\n", subject.text, phrases.patterns
    found: list[_Candidate] = []
    for index, first, last in phrases.automaton.find_matches_as_indexes(low, overlapping=True):
        entries, shift, begins_word, ends_word = patterns[index]
        if (ends_word and low[last].isalnum()) or (begins_word and low[first - 1].isalnum()):
            continue
        start, end = first + shift + begin - 1, last - shift + begin - 1
        for entry in entries:
            if entry.is_exact and text[start:end] != entry.phrase:
                continue
            if _fits(entry, subject, start) and (entry.kind != "skill" or _is_free(low, first + shift, last - shift)):
                found.append((start, -end, entry))
    return found


def _fits(entry: Entry, subject: Subject, start: int) -> bool:
    """Whether the phrase may be looked for here: body phrases are English, titles of the trade are so everywhere."""
    if start < subject.title_end:
        return entry.placement != "body"
    return subject.is_english or not entry.is_english


def _is_free(low: str, start: int, end: int) -> bool:
    """Whether a skill's name stands for itself: not `C` of C++, not the head of a web or mail address."""
    after = low[end]
    if end - start == 1 and after in "+#":
        return False
    if low[start] == "." and low[start - 1].isalnum():
        return False
    if low[start - 1] == "@":
        return False
    return after != "." or not _DOMAIN.match(low, end)
