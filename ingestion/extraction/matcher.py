"""Finding phrases in texts: candidates from the automaton, then case, word boundaries and context rules.

Here: which phrase stands where, for a batch of texts at once. What is the same for every candidate is computed on
arrays; a Python loop runs over the ambiguous ones only. Not here: what the matches become (`mentions.py`), how
strong they are (`strength.py`), or the numbers beside them (`salary.py`, `experience.py`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple, Self

import numpy as np

from ingestion.extraction.character_classes import Booleans, Integers, are_alnum, codes_of, with_edges
from ingestion.extraction.context_rules import Occurrences, Surroundings
from ingestion.extraction.rules import ENGLISH, OTHER, TITLE, Entry, Phrases, Rules
from ingestion.text.company_names import company_words
from ingestion.text.folding import fold_all

_DOMAIN = re.compile(r"\.(?:com|org|io|ai|net|dev|co|app|de|uk|eu)(?![^\W_])")
_LEFT, _RIGHT = (codes_of(delimiters) for delimiters in (" \n(/,'\"|+&[-–—:;.•·", " \n)/,'\"|&]-–—:;.!?"))
"""Delimiters that a very short phrase needs on either side, or every "r" of a text would be a match."""
_PLUS, _HASH, _DOT, _AT = map(ord, "+#.@")


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts prepared for matching, each at its index in `texts`.

    `folded_texts` are `fold(text)`, `companies` the words of each posting's own company, `title_ends` the length of
    each first line, `is_english` whether the rest is English. `folded` is all of `folded_texts` with a line end before
    and behind each, `begins` the offset of each text in it, `surroundings` its characters.
    """

    texts: list[str]
    folded_texts: list[str]
    title_ends: Integers
    is_english: Booleans
    companies: list[str]
    folded: str
    begins: Integers
    surroundings: Surroundings

    @classmethod
    def of(cls, texts: Sequence[str | None], companies: Sequence[str | None], languages: Sequence[str | None]) -> Self:
        """From the columns of posting versions."""
        present = [text or "" for text in texts]
        folded_texts = fold_all(present)
        # One joined text, so that the automaton and the arrays run once per batch instead of once per posting.
        folded = "\n".join(["", *folded_texts, ""])
        lengths = np.array([len(text) + 1 for text in present], dtype=np.int64)
        return cls(
            texts=present,
            folded_texts=folded_texts,
            title_ends=np.array([text.find("\n") if "\n" in text else len(text) for text in present], dtype=np.int64),
            is_english=np.array([language == "en" for language in languages], dtype=np.bool_),
            companies=[company_words(company) for company in companies],
            folded=folded,
            begins=1 + np.cumsum(lengths) - lengths,
            surroundings=Surroundings.of(codes_of(folded)),
        )


class PhraseMatch(NamedTuple):
    """One phrase at one place; offsets are code points of the text."""

    start: int
    end: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class PhraseMatches:
    """Phrases at places, as arrays of one length; `text` and `entry` are numbers in `Texts.texts`, `Rules.entries`.

    Sorted by text, start and then longest first. Offsets are code points of the single text.
    """

    text: Integers
    start: Integers
    end: Integers
    entry: Integers

    def where(self, selection: Booleans | Integers) -> "PhraseMatches":
        """The matches of a mask or, in their order, of a list of indexes."""
        return PhraseMatches(self.text[selection], self.start[selection], self.end[selection], self.entry[selection])

    def by_text(self, rules: Rules) -> dict[int, list[PhraseMatch]]:
        """The matches as objects, by the number of their text; texts without a match are absent."""
        by_text: dict[int, list[PhraseMatch]] = {}
        for text, start, end, entry in _rows(*self.columns()):
            by_text.setdefault(text, []).append(PhraseMatch(start, end, rules.entries[entry]))
        return by_text

    def columns(self) -> tuple[Integers, Integers, Integers, Integers]:
        """The arrays in the order of their names above."""
        return self.text, self.start, self.end, self.entry


def find_candidates(texts: Texts, rules: Rules) -> PhraseMatches:
    """Return the phrases whose case, word edges and position are right, from one pass over all texts.

    They may still overlap, and their context rules are not yet applied.
    """
    phrases, codes = rules.phrases, texts.surroundings.codes
    triples = phrases.automaton.find_matches_as_indexes(with_edges(texts.surroundings.classes), overlapping=True)
    # One conversion of the flat list instead of one tuple at a time; `.copy()` makes the three columns contiguous.
    phrase, first, last = np.fromiter(chain.from_iterable(triples), np.int64, 3 * len(triples)).reshape(-1, 3).T.copy()
    is_whole = np.ones(len(phrase), dtype=np.bool_)
    short = np.flatnonzero(phrases.is_short[phrase])
    is_whole[short] = np.isin(codes[first[short] - 1], _LEFT) & np.isin(codes[last[short]], _RIGHT)
    # Characters beyond ASCII share bytes ("é" and "ö"), so these few are compared with the text itself.
    shared = np.flatnonzero(phrases.shares_bytes[phrase])
    for index, key, begin, end in _rows(shared, phrase[shared], first[shared], last[shared]):
        is_whole[index] &= texts.folded[begin:end] == phrases.keys[key]
    phrase, first, last = phrase[is_whole], first[is_whole], last[is_whole]
    text = np.searchsorted(texts.begins, first, side="right") - 1
    is_in_title = first - texts.begins[text] < texts.title_ends[text]
    position = np.where(is_in_title, TITLE, np.where(texts.is_english[text], ENGLISH, OTHER))
    origin, entry = _entries_at(phrases, phrase, position)
    text, first, last = text[origin], first[origin], last[origin]
    is_right = ~rules.is_skill[entry] | _are_standalone_names(texts, first, last)
    shift = texts.begins[text]
    candidates = PhraseMatches(text, first - shift, last - shift, entry).where(is_right)
    return candidates.where(_have_exact_case(texts, rules, candidates))


def find_matches(texts: Texts, rules: Rules, candidates: PhraseMatches) -> PhraseMatches:
    """Return all phrases that count, except the cues of pay (`find_pay_cues`).

    Among matches of the same kind the longest wins over what it contains: React Native is not React.
    A phrase that its context rule rejects does not hide a shorter one.
    """
    return _select(texts, rules, candidates.where(~rules.is_pay_cue[candidates.entry]))


def find_pay_cues(texts: Texts, rules: Rules, candidates: PhraseMatches, signs: PhraseMatches) -> PhraseMatches:
    """Return the words for or against pay ("salary", "funding") in the lines that have a currency sign."""
    cues = candidates.where(rules.is_pay_cue[candidates.entry])
    # Such words are everywhere, their context rules cost time, and only those beside a sign are ever read.
    cue_lines, sign_lines = (
        np.searchsorted(texts.surroundings.line_ends, texts.begins[matches.text] + matches.start)
        for matches in (cues, signs)
    )
    return _select(texts, rules, cues.where(np.isin(cue_lines, sign_lines)))


def _entries_at(phrases: Phrases, phrase: Integers, position: Integers) -> tuple[Integers, Integers]:
    """Return each entry that the phrases have at their positions, with the index of its phrase in `phrase`."""
    indexes, entries = list[Integers](), list[Integers]()
    for group in (TITLE, ENGLISH, OTHER):
        here = np.flatnonzero(position == group)
        offsets, entry_numbers = phrases.offsets[group], phrases.entry_numbers[group]
        begin, count = offsets[phrase[here]], offsets[phrase[here] + 1] - offsets[phrase[here]]
        # 0, 1, … within each phrase's entries: a running number less where the phrase's own entries begin.
        within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        indexes.append(np.repeat(here, count))
        entries.append(entry_numbers[np.repeat(begin, count) + within])
    return np.concatenate(indexes), np.concatenate(entries)


def _are_standalone_names(texts: Texts, first: Integers, last: Integers) -> Booleans:
    """Whether names stand for themselves: not the `C` of C++, not the head of a web or mail address."""
    codes = texts.surroundings.codes
    before, after = codes[first - 1], codes[last]
    is_part = ((after == _PLUS) | (after == _HASH)) & (last - first == 1)
    is_part |= (codes[first] == _DOT) & are_alnum(before)
    is_part |= before == _AT
    # Only a name with a dot and a letter behind it may be a domain; the pattern is tried on those alone.
    dotted = np.flatnonzero((after == _DOT) & ~is_part)
    dotted = dotted[are_alnum(codes[last[dotted] + 1])]
    for index, end in _rows(dotted, last[dotted]):
        is_part[index] = _DOMAIN.match(texts.folded, end) is not None
    is_standalone: Booleans = ~is_part
    return is_standalone


def _have_exact_case(texts: Texts, rules: Rules, matches: PhraseMatches) -> Booleans:
    """Whether matches have the case of their phrase, where its entry is `is_exact`."""
    is_right = np.ones(len(matches.text), dtype=np.bool_)
    exact = np.flatnonzero(rules.is_exact[matches.entry])
    for index, text, start, end, entry in _rows(exact, *matches.where(exact).columns()):
        if texts.texts[text][start:end] != rules.entries[entry].phrase:
            is_right[index] = False
    return is_right


def _select(texts: Texts, rules: Rules, candidates: PhraseMatches) -> PhraseMatches:
    """Return what is accepted and lies in no longer match of its kind, each concept once at one place."""
    matches = candidates.where(
        _order(candidates.text, rules.kind[candidates.entry], candidates.start, -candidates.end, candidates.entry)
    )
    # What lies in a phrase without a context rule is out for certain: its own context rule need not be evaluated.
    matches = matches.where(_are_outermost(matches, rules, ~rules.has_context_rule[matches.entry]))
    matches = matches.where(_are_accepted(texts, rules, matches))
    # Again, now that the phrases with a context rule are known to count.
    matches = matches.where(_are_outermost(matches, rules, np.ones(len(matches.text), dtype=np.bool_)))
    matches = matches.where(are_first(_span_numbers(matches, rules), rules.concept[matches.entry]))
    return matches.where(_order(matches.text, matches.start, -matches.end, matches.entry))


def _order(*columns: Integers) -> Integers:
    """Return the indexes that sort rows by their columns, the first column deciding first; equal rows keep their order.

    The columns become one number where they fit into 62 bits: sorting that takes a fifth of the time.
    """
    key, range_size = np.zeros(len(columns[0]), dtype=np.int64), 1
    for column in columns if len(key) else ():
        least = int(column.min())
        count = int(column.max()) - least + 1
        range_size *= count
        if range_size >= 2**62:
            return np.lexsort(columns[::-1])
        key = key * count + (column - least)
    return np.argsort(key, kind="stable")


def _span_numbers(matches: PhraseMatches, rules: Rules) -> Integers:
    """Number the spans of each kind: adjacent matches with the same text, kind, start and end share a number."""
    return _run_numbers(matches.text, rules.kind[matches.entry], matches.start, matches.end)


def _run_numbers(*columns: Integers) -> Integers:
    """Number the runs of equal adjacent rows, from 0."""
    is_new = np.zeros(len(columns[0]), dtype=np.bool_)
    for column in columns:
        is_new[1:] |= column[1:] != column[:-1]
    return np.cumsum(is_new)


def _are_outermost(matches: PhraseMatches, rules: Rules, counts: Booleans) -> Booleans:
    """Whether matches lie in no longer one of their kind for which `counts` is true.

    They are sorted by text, kind, start and longest first.
    """
    # What may contain a match stands before it, so the furthest end so far decides. Each group of text and kind gets
    # a range of numbers above all earlier ends, so that one running maximum over all groups never mixes them.
    group = _run_numbers(matches.text, rules.kind[matches.entry])
    span = _span_numbers(matches, rules)
    range_size = int(matches.end.max(initial=0)) + 2
    furthest = np.maximum.accumulate(group * range_size + np.where(counts, matches.end + 1, 0))
    # Up to the first match of the same span: equal spans do not contain each other.
    before = np.concatenate([np.zeros(1, dtype=np.int64), furthest])[np.searchsorted(span, span)]
    return np.maximum(before - group * range_size, 0) <= matches.end


def are_first(*columns: Integers) -> Booleans:
    """Whether a row is the first with its values."""
    is_first = np.zeros(len(columns[0]), dtype=np.bool_)
    order = _order(*columns)
    runs = _run_numbers(*(column[order] for column in columns))
    is_first[order[np.searchsorted(runs, np.arange(runs[-1] + 1 if len(runs) else 0))]] = True
    return is_first


def _are_accepted(texts: Texts, rules: Rules, matches: PhraseMatches) -> Booleans:
    """Whether matches pass the context rule of their entry; those without one do."""
    is_right = ~rules.has_context_rule[matches.entry]
    with_rule = np.flatnonzero(~is_right)
    ambiguous, context_rules = matches.where(with_rule), rules.context_rules
    begin = texts.begins[ambiguous.text]
    stop = np.append(texts.begins, len(texts.folded))[ambiguous.text + 1] - 1
    places = Occurrences(
        begin + ambiguous.start, begin + ambiguous.end, begin, stop, rules.context_rule[ambiguous.entry]
    )
    # Two characters on either side settle nearly all; Python evaluates the rule of the others one by one.
    has_company_check = context_rules.has_company_check[places.context_rule]
    is_accepted = context_rules.are_free_beside(texts.surroundings, places) & ~has_company_check
    unsure = np.flatnonzero(~is_accepted)
    for index, context_rule, text, start, end, _ in _rows(
        unsure, places.context_rule[unsure], *ambiguous.where(unsure).columns()
    ):
        is_accepted[index] = context_rules.context_rules[context_rule].accepts_beside(
            texts.folded_texts[text], start, end, texts.companies[text]
        )
    # Rules with words beyond ASCII cannot be searched for by bytes; the others are, all texts at once.
    is_single = context_rules.is_checked_singly[places.context_rule]
    single = np.flatnonzero(is_accepted & is_single)
    for index, context_rule, text, start, end, _ in _rows(
        single, places.context_rule[single], *ambiguous.where(single).columns()
    ):
        rule = context_rules.context_rules[context_rule]
        is_accepted[index] = rule.accepts_near(texts.folded_texts[text], start, end)
    rest = np.flatnonzero(is_accepted & ~is_single)
    is_accepted[rest] = context_rules.are_accepted_near(texts.surroundings, places.where(rest))
    is_right[with_rule] = is_accepted
    return is_right


def _rows(*columns: Integers | Booleans) -> Iterator[tuple[int, ...]]:
    return zip(*(column.tolist() for column in columns), strict=True)
