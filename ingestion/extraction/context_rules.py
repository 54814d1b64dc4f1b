"""Context rules: what must or must not stand around an ambiguous phrase for it to count.

Here: a rule's verdict on one occurrence, and on arrays of occurrences in joined texts: two characters tell of nearly
all that no barring word stands beside them, and the words near them are searched for one rule at a time. Not here:
the rules themselves (`context_rule.csv` and `skill_context_rule.csv` in the seeds).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import ahocorasick_rs
import numpy as np

from ingestion.extraction.character_classes import (
    Booleans,
    Codes,
    Integers,
    codes_of,
    has_shared_bytes,
    to_bytes,
    to_classes,
    with_edges,
)
from ingestion.text.company_names import is_own_company

_LINE = "\n"
_BESIDE = 60
"""Characters looked at for `not_before` and `not_after`; longer phrases never stand in a context_rule."""
_PAIRS, _STEP = 1_024, 37
_SPACE = ord(" ")
_LINE_CLASS = to_classes(codes_of("\n"))


@dataclass(frozen=True, slots=True)
class ContextRule:
    """One row of a context_rule seed; all phrases lower-case."""

    context_rule_id: str
    needs_near: tuple[str, ...] = ()
    window: int = 100
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    not_near: tuple[str, ...] = ()
    not_own_company: bool = False

    def accepts(self, folded: str, start: int, end: int, company: str) -> bool:
        """Whether `folded[start:end]` counts; `folded` is the folded text, `company` from `company_words`."""
        return self.accepts_beside(folded, start, end, company) and self.accepts_near(folded, start, end)

    def accepts_beside(self, folded: str, start: int, end: int, company: str) -> bool:
        """Whether `folded[start:end]` counts by what stands right beside it and by whose posting it is."""
        if self.not_own_company and is_own_company(folded[start:end], company):
            return False
        if self.not_before and _ends_with_any(folded[max(0, start - _BESIDE) : start], self.not_before):
            return False
        return not (self.not_after and _starts_with_any(folded[end : end + _BESIDE], self.not_after))

    def accepts_near(self, folded: str, start: int, end: int) -> bool:
        """Whether `folded[start:end]` counts by the words that stand somewhere near it."""
        begin, stop = max(0, start - self.window), end + self.window
        # What speaks for a word may stand in the next bullet of a list; what speaks against it is in its own line.
        if self.not_near:
            line_end = folded.find(_LINE, end, stop)
            before = folded[max(begin, folded.rfind(_LINE, begin, start) + 1) : start]
            if _has_any(f"{before}\n{folded[end : stop if line_end < 0 else line_end]}", self.not_near):
                return False
        return not self.needs_near or _has_any(f"{folded[begin:start]}\n{folded[end:stop]}", self.needs_near)


def read_context_rule(row: dict[str, str]) -> ContextRule:
    """Return a context_rule from its seed row; an empty window is 100 characters."""
    return ContextRule(
        context_rule_id=row["context_rule_id"],
        needs_near=_listed(row["needs_near"]),
        window=int(row["window"] or 100),
        not_before=_listed(row["not_before"]),
        not_after=_listed(row["not_after"]),
        not_near=_listed(row["not_near"]),
        not_own_company=row["not_own_company"].strip().lower() == "true",
    )


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(item for item in (part.strip().lower() for part in cell.split("|")) if item)


def _has_any(window: str, phrases: tuple[str, ...]) -> bool:
    for phrase in phrases:  # noqa: SIM110 - a plain loop: `any` over a generator took twice the time
        if phrase in window and _has(window, phrase):
            return True
    return False


def _has(window: str, phrase: str) -> bool:
    start = window.find(phrase)
    while start >= 0:
        end = start + len(phrase)
        if _parts(window[start - 1 : start], phrase[0]) and _parts(window[end : end + 1], phrase[-1]):
            return True
        start = window.find(phrase, start + 1)
    return False


def _parts(neighbour: str, edge: str) -> bool:
    return not (neighbour.isalnum() and edge.isalnum())


def _ends_with_any(before: str, phrases: tuple[str, ...]) -> bool:
    close = before.rstrip(" ")
    if not close.endswith(phrases):
        return False
    return any(
        close.endswith(phrase) and _parts(close[-len(phrase) - 1 : -len(phrase)], phrase[0]) for phrase in phrases
    )


def _starts_with_any(after: str, phrases: tuple[str, ...]) -> bool:
    close = after.lstrip(" ")
    if not close.startswith(phrases):
        return False
    return any(
        close.startswith(phrase) and _parts(close[len(phrase) : len(phrase) + 1], phrase[-1]) for phrase in phrases
    )


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Folded texts joined by line ends: their characters, these as bytes, and where the line ends are."""

    codes: Codes
    classes: bytes
    line_ends: Integers

    @classmethod
    def of(cls, codes: Codes) -> Self:
        """From the characters of the joined texts, which begin and end with a line end."""
        return cls(codes, to_classes(codes), np.flatnonzero(codes == ord("\n")))


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Places in joined texts, `first` up to `last`, in a text from `begin` up to `stop`, and the rule of each."""

    first: Integers
    last: Integers
    begin: Integers
    stop: Integers
    context_rule: Integers

    def where(self, is_kept: Booleans | Integers) -> "Occurrences":
        """Those of a mask or, in their order, of a list of places."""
        columns = (self.first, self.last, self.begin, self.stop, self.context_rule)
        return Occurrences(*(column[is_kept] for column in columns))


@dataclass(frozen=True, slots=True)
class ContextRules:
    """ContextRules by number.

    `may_precede[g, key]` is true where a pair of characters with that key ends a phrase of `not_before` of rule `g`,
    `may_follow` where it begins one of `not_after`. `bars` and `needs` find the phrases of `not_near` and
    `needs_near`; None where there are none. `is_single` is true of rules with phrases that bytes do not tell apart.
    """

    context_rules: tuple[ContextRule, ...]
    window: Integers
    may_precede: Booleans
    may_follow: Booleans
    knows_company: Booleans
    is_single: Booleans
    bars: tuple[ahocorasick_rs.BytesAhoCorasick | None, ...]
    needs: tuple[ahocorasick_rs.BytesAhoCorasick | None, ...]

    @classmethod
    def of(cls, context_rules: Iterable[ContextRule]) -> Self:
        """From the context_rules of the seeds, in their order."""
        numbered = tuple(context_rules)
        precede, follow = (np.zeros((len(numbered), _PAIRS), dtype=np.bool_) for _ in range(2))
        for number, context_rule in enumerate(numbered):
            for phrase in context_rule.not_before:
                precede[number, _keys_of(phrase[-2:-1], phrase[-1])] = True
            for phrase in context_rule.not_after:
                follow[number, _keys_of(phrase[0], phrase[1:2])] = True
        return cls(
            context_rules=numbered,
            window=np.array([context_rule.window for context_rule in numbered], dtype=np.int64),
            may_precede=precede,
            may_follow=follow,
            knows_company=np.array([context_rule.not_own_company for context_rule in numbered], dtype=np.bool_),
            is_single=np.array(
                [
                    has_shared_bytes("".join((*context_rule.not_near, *context_rule.needs_near)))
                    for context_rule in numbered
                ],
                dtype=np.bool_,
            ),
            bars=tuple(_finder(context_rule.not_near) for context_rule in numbered),
            needs=tuple(_finder(context_rule.needs_near) for context_rule in numbered),
        )

    def are_free_beside(self, around: Surroundings, asked: Occurrences) -> Booleans:
        """Whether it is certain that no word right before or behind bars an occurrence."""
        codes, first, last = around.codes, asked.first - 1, asked.last.copy()
        first -= codes[first] == _SPACE
        last += codes[last] == _SPACE
        is_barred = self.may_precede[asked.context_rule, _pair_key(codes[first - 1], codes[first])]
        behind = codes[np.minimum(last + 1, len(codes) - 1)]
        is_barred |= self.may_follow[asked.context_rule, _pair_key(codes[last], behind)]
        is_free: Booleans = ~(is_barred | (codes[first] == _SPACE) | (codes[last] == _SPACE))
        return is_free

    def are_accepted_near(self, around: Surroundings, asked: Occurrences) -> Booleans:
        """What `ContextRule.accepts_near` says, but of those that are `is_single`."""
        begin = np.maximum(asked.begin, asked.first - self.window[asked.context_rule])
        stop = np.minimum(asked.stop, asked.last + self.window[asked.context_rule])
        line_of_first = np.searchsorted(around.line_ends, asked.first)
        line_begin = around.line_ends[line_of_first - 1] + 1
        line_end = around.line_ends[np.searchsorted(around.line_ends, asked.last)]
        own_line = Occurrences(
            asked.first, asked.last, np.maximum(begin, line_begin), np.minimum(stop, line_end), asked.context_rule
        )
        near = Occurrences(asked.first, asked.last, begin, stop, asked.context_rule)
        has_needed = _have(self.needs, around, near)
        has_needed |= np.array([finder is None for finder in self.needs], dtype=np.bool_)[asked.context_rule]
        return has_needed & ~_have(self.bars, around, own_line)


def _have(
    finders: Sequence[ahocorasick_rs.BytesAhoCorasick | None], around: Surroundings, spans: Occurrences
) -> Booleans:
    """Whether a phrase stands between `begin` and `first` or between `last` and `stop`, a word that is cut as well."""
    found = np.zeros(len(spans.first), dtype=np.bool_)
    is_requested = np.array([finder is not None for finder in finders], dtype=np.bool_)[spans.context_rule]
    rows = np.flatnonzero(is_requested)
    rows = rows[np.argsort(spans.context_rule[rows], kind="stable")]
    if not len(rows):
        return found
    span = spans.where(rows)
    classes = around.classes
    pieces = [_LINE_CLASS]
    columns = (column.tolist() for column in (span.begin, span.first, span.last, span.stop))
    for begin, first, last, stop in zip(*columns, strict=True):
        pieces += (classes[begin:first], _LINE_CLASS, classes[last:stop], _LINE_CLASS)
    windows = with_edges(b"".join(pieces))
    ends = 1 + np.cumsum(span.first - span.begin + span.stop - span.last + 2)
    edges = [0, *(np.flatnonzero(np.diff(span.context_rule)) + 1).tolist(), len(rows)]
    for from_row, to_row in pairwise(edges):
        finder = finders[int(span.context_rule[from_row])]
        at = int(ends[from_row - 1]) if from_row else 1
        matches = finder.find_matches_as_indexes(windows[at : int(ends[to_row - 1])]) if finder else []
        places = np.array([match[1] for match in matches], dtype=np.int64) + at
        found[rows[np.searchsorted(ends, places, side="right")]] = True
    return found


def _finder(phrases: Sequence[str]) -> ahocorasick_rs.BytesAhoCorasick | None:
    return ahocorasick_rs.BytesAhoCorasick([to_bytes(codes_of(phrase)) for phrase in phrases]) if phrases else None


def _pair_key(first: Codes, second: Codes) -> Integers:
    """Return small numbers for pairs of characters; others may have the same one."""
    return (first.astype(np.int64) * _STEP + second) % _PAIRS


def _keys_of(first: str, second: str) -> int | slice:
    """Return the key of a pair of characters: of all pairs where one of the two is not known."""
    return (ord(first) * _STEP + ord(second)) % _PAIRS if first and second else slice(None)
