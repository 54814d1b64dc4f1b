"""Context rules: what must or must not stand around an ambiguous phrase for it to count.

Here: a rule applied to one occurrence (`ContextRule`) and, for speed, to arrays of occurrences in joined texts
(`ContextRules`): two characters on either side settle nearly all of them, and the words near the others are searched
for one rule at a time. Not here: the rules themselves (`context_rule.csv` and `skill_context_rule.csv` in the seeds).
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
"""Characters searched for `not_before` and `not_after`; longer phrases never stand in a context rule."""
_PAIRS, _STEP = 1_024, 37
"""Size of the hash table of character pairs, and its multiplier; a collision costs one exact comparison."""
_SPACE = ord(" ")
_LINE_CLASS = to_classes(codes_of("\n"))


@dataclass(frozen=True, slots=True)
class ContextRule:
    """One row of a context rule seed, its columns as tuples; all phrases lower-case, `window` in characters."""

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
        """Whether `not_before`, `not_after` and `not_own_company` let `folded[start:end]` count."""
        # The cheapest checks first: most occurrences are settled without any search in the window.
        if self.not_own_company and is_own_company(folded[start:end], company):
            return False
        if self.not_before and _ends_with_any(folded[max(0, start - _BESIDE) : start], self.not_before):
            return False
        return not (self.not_after and _starts_with_any(folded[end : end + _BESIDE], self.not_after))

    def accepts_near(self, folded: str, start: int, end: int) -> bool:
        """Whether `not_near` and `needs_near` let `folded[start:end]` count."""
        begin, stop = max(0, start - self.window), end + self.window
        # Evidence for a word may stand in the next bullet of a list; evidence against it has to be in its own line.
        if self.not_near:
            # The line without the phrase itself, or a rule could be satisfied by the phrase it is about.
            line_end = folded.find(_LINE, end, stop)
            before = folded[max(begin, folded.rfind(_LINE, begin, start) + 1) : start]
            if _contains_any_word(f"{before}\n{folded[end : stop if line_end < 0 else line_end]}", self.not_near):
                return False
        return not self.needs_near or _contains_any_word(f"{folded[begin:start]}\n{folded[end:stop]}", self.needs_near)


def read_context_rule(row: dict[str, str]) -> ContextRule:
    """Return a context rule from its seed row; an empty window is 100 characters."""
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


def _contains_any_word(window: str, phrases: tuple[str, ...]) -> bool:
    for phrase in phrases:  # noqa: SIM110 - a plain loop: `any` over a generator took twice the time
        if phrase in window and _contains_word(window, phrase):
            return True
    return False


def _contains_word(window: str, phrase: str) -> bool:
    start = window.find(phrase)
    while start >= 0:
        end = start + len(phrase)
        if _is_word_edge(window[start - 1 : start], phrase[0]) and _is_word_edge(window[end : end + 1], phrase[-1]):
            return True
        start = window.find(phrase, start + 1)
    return False


def _is_word_edge(neighbour: str, edge: str) -> bool:
    """Whether a word begins or ends between a phrase's outer character and its neighbour, which may be empty."""
    return not (neighbour.isalnum() and edge.isalnum())


def _ends_with_any(before: str, phrases: tuple[str, ...]) -> bool:
    adjacent = before.rstrip(" ")
    if not adjacent.endswith(phrases):  # one call for all phrases settles most
        return False
    return any(
        adjacent.endswith(phrase) and _is_word_edge(adjacent[-len(phrase) - 1 : -len(phrase)], phrase[0])
        for phrase in phrases
    )


def _starts_with_any(after: str, phrases: tuple[str, ...]) -> bool:
    adjacent = after.lstrip(" ")
    if not adjacent.startswith(phrases):
        return False
    return any(
        adjacent.startswith(phrase) and _is_word_edge(adjacent[len(phrase) : len(phrase) + 1], phrase[-1])
        for phrase in phrases
    )


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Folded texts joined by line ends: their code points, their character classes and the offsets of line ends."""

    codes: Codes
    classes: bytes
    line_ends: Integers

    @classmethod
    def of(cls, codes: Codes) -> Self:
        """From the characters of the joined texts, which begin and end with a line end."""
        return cls(codes, to_classes(codes), np.flatnonzero(codes == ord("\n")))


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Places in joined texts as arrays: each `first:last`, within a text `begin:stop`, with the number of its rule."""

    first: Integers
    last: Integers
    begin: Integers
    stop: Integers
    context_rule: Integers

    def where(self, selection: Booleans | Integers) -> "Occurrences":
        """The occurrences of a mask or, in their order, of a list of indexes."""
        columns = (self.first, self.last, self.begin, self.stop, self.context_rule)
        return Occurrences(*(column[selection] for column in columns))


@dataclass(frozen=True, slots=True)
class ContextRules:
    """All context rules as arrays with one item per rule.

    `may_precede[rule, key]` is true where a pair of characters with that key ends a phrase of `not_before`,
    `may_follow` where it begins one of `not_after`. `barring_finders` and `needed_finders` find the phrases of
    `not_near` and `needs_near`; None where a rule has none. `is_checked_singly` is true of rules with phrases whose
    bytes also stand for other characters: `are_accepted_near` is wrong for them.
    """

    context_rules: tuple[ContextRule, ...]
    window: Integers
    may_precede: Booleans
    may_follow: Booleans
    has_company_check: Booleans
    is_checked_singly: Booleans
    barring_finders: tuple[ahocorasick_rs.BytesAhoCorasick | None, ...]
    needed_finders: tuple[ahocorasick_rs.BytesAhoCorasick | None, ...]

    @classmethod
    def of(cls, context_rules: Iterable[ContextRule]) -> Self:
        """From the context rules of the seeds, in their order."""
        numbered = tuple(context_rules)
        precede, follow = (np.zeros((len(numbered), _PAIRS), dtype=np.bool_) for _ in range(2))
        for number, context_rule in enumerate(numbered):
            # The last two characters of a phrase, or all pairs that end in its only character.
            for phrase in context_rule.not_before:
                precede[number, _keys_of(phrase[-2:-1], phrase[-1])] = True
            for phrase in context_rule.not_after:
                follow[number, _keys_of(phrase[0], phrase[1:2])] = True
        return cls(
            context_rules=numbered,
            window=np.array([context_rule.window for context_rule in numbered], dtype=np.int64),
            may_precede=precede,
            may_follow=follow,
            has_company_check=np.array([context_rule.not_own_company for context_rule in numbered], dtype=np.bool_),
            is_checked_singly=np.array(
                [
                    has_shared_bytes("".join((*context_rule.not_near, *context_rule.needs_near)))
                    for context_rule in numbered
                ],
                dtype=np.bool_,
            ),
            barring_finders=tuple(_finder(context_rule.not_near) for context_rule in numbered),
            needed_finders=tuple(_finder(context_rule.needs_near) for context_rule in numbered),
        )

    def are_free_beside(self, surroundings: Surroundings, occurrences: Occurrences) -> Booleans:
        """Whether it is certain that no phrase right before or behind bars an occurrence.

        False means unsure: `ContextRule.accepts_beside` decides.
        """
        codes, first, last = surroundings.codes, occurrences.first - 1, occurrences.last.copy()
        # One space on either side is skipped, as the exact check strips spaces; a second one makes it unsure.
        first -= codes[first] == _SPACE
        last += codes[last] == _SPACE
        is_barred = self.may_precede[occurrences.context_rule, _pair_key(codes[first - 1], codes[first])]
        behind = codes[np.minimum(last + 1, len(codes) - 1)]
        is_barred |= self.may_follow[occurrences.context_rule, _pair_key(codes[last], behind)]
        is_free: Booleans = ~(is_barred | (codes[first] == _SPACE) | (codes[last] == _SPACE))
        return is_free

    def are_accepted_near(self, surroundings: Surroundings, occurrences: Occurrences) -> Booleans:
        """What `ContextRule.accepts_near` returns, for occurrences of rules that are not `is_checked_singly`."""
        begin = np.maximum(occurrences.begin, occurrences.first - self.window[occurrences.context_rule])
        stop = np.minimum(occurrences.stop, occurrences.last + self.window[occurrences.context_rule])
        line_of_first = np.searchsorted(surroundings.line_ends, occurrences.first)
        line_begin = surroundings.line_ends[line_of_first - 1] + 1
        line_end = surroundings.line_ends[np.searchsorted(surroundings.line_ends, occurrences.last)]
        own_line = Occurrences(
            occurrences.first,
            occurrences.last,
            np.maximum(begin, line_begin),
            np.minimum(stop, line_end),
            occurrences.context_rule,
        )
        near = Occurrences(occurrences.first, occurrences.last, begin, stop, occurrences.context_rule)
        # The window may cross lines for what is needed, and ends at the line for what bars.
        has_needed = _contain_phrases(self.needed_finders, surroundings, near)
        has_needed |= np.array([finder is None for finder in self.needed_finders], dtype=np.bool_)[
            occurrences.context_rule
        ]
        return has_needed & ~_contain_phrases(self.barring_finders, surroundings, own_line)


def _contain_phrases(
    finders: Sequence[ahocorasick_rs.BytesAhoCorasick | None], surroundings: Surroundings, spans: Occurrences
) -> Booleans:
    """Whether a phrase stands in `begin:first` or `last:stop` of each span.

    A word that the window cuts counts as a word: "java" is in a window that ends within "javascript".
    """
    contains = np.zeros(len(spans.first), dtype=np.bool_)
    has_finder = np.array([finder is not None for finder in finders], dtype=np.bool_)[spans.context_rule]
    rows = np.flatnonzero(has_finder)
    # Sorted by rule, so that the windows of one rule lie side by side and each automaton runs once per batch.
    rows = rows[np.argsort(spans.context_rule[rows], kind="stable")]
    if not len(rows):
        return contains
    span = spans.where(rows)
    classes = surroundings.classes
    # The two windows of each span, with a line end behind each: no phrase reaches from one into the next.
    pieces = [_LINE_CLASS]
    columns = (column.tolist() for column in (span.begin, span.first, span.last, span.stop))
    for begin, first, last, stop in zip(*columns, strict=True):
        pieces += (classes[begin:first], _LINE_CLASS, classes[last:stop], _LINE_CLASS)
    windows = with_edges(b"".join(pieces))
    ends = 1 + np.cumsum(span.first - span.begin + span.stop - span.last + 2)
    edges = [0, *(np.flatnonzero(np.diff(span.context_rule)) + 1).tolist(), len(rows)]
    for from_row, to_row in pairwise(edges):
        finder = finders[int(span.context_rule[from_row])]
        offset = int(ends[from_row - 1]) if from_row else 1
        matches = finder.find_matches_as_indexes(windows[offset : int(ends[to_row - 1])]) if finder else []
        starts = np.array([match[1] for match in matches], dtype=np.int64) + offset
        contains[rows[np.searchsorted(ends, starts, side="right")]] = True
    return contains


def _finder(phrases: Sequence[str]) -> ahocorasick_rs.BytesAhoCorasick | None:
    return ahocorasick_rs.BytesAhoCorasick([to_bytes(codes_of(phrase)) for phrase in phrases]) if phrases else None


def _pair_key(first: Codes, second: Codes) -> Integers:
    """Return the hash keys of pairs of characters; different pairs may have the same one."""
    return (first.astype(np.int64) * _STEP + second) % _PAIRS


def _keys_of(first: str, second: str) -> int | slice:
    """Return the hash key of a pair of characters, or all keys where one of the two is empty."""
    return (ord(first) * _STEP + ord(second)) % _PAIRS if first and second else slice(None)
