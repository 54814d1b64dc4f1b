"""Finding phrases in texts: candidates from the automaton, then case, word boundaries and context_rules.

Here: which phrase stands where, for a batch of texts at once: what is true of every candidate alike is asked of
arrays, and Python looks only at what is ambiguous. Not here: what the hits become (`mentions.py`), how strong they
are (`strength.py`), or the numbers beside them (`salary.py`, `experience.py`).
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
_LEFT, _RIGHT = (codes_of(beside) for beside in (" \n(/,'\"|+&[-–—:;.•·", " \n)/,'\"|&]-–—:;.!?"))
"""What a very short phrase stands between, or every "r" of a text would be a match."""
_PLUS, _HASH, _DOT, _AT = map(ord, "+#.@")


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts made ready for matching; `folded_texts` are `fold(text)`, `companies` the words of each
    posting's own company.

    `title_ends` has the length of each first line, `is_english` whether the rest is English. `folded` has all of
    `folded_texts` with a line end before and behind each, `begins` where each begins in it, `around` its characters.
    """

    texts: list[str]
    folded_texts: list[str]
    title_ends: Integers
    is_english: Booleans
    companies: list[str]
    folded: str
    begins: Integers
    around: Surroundings

    @classmethod
    def of(cls, texts: Sequence[str | None], companies: Sequence[str | None], languages: Sequence[str | None]) -> Self:
        """From the columns of posting versions."""
        whole = [text or "" for text in texts]
        folded_texts = fold_all(whole)
        folded = "\n".join(["", *folded_texts, ""])
        lengths = np.array([len(text) + 1 for text in whole], dtype=np.int64)
        return cls(
            texts=whole,
            folded_texts=folded_texts,
            title_ends=np.array([text.find("\n") if "\n" in text else len(text) for text in whole], dtype=np.int64),
            is_english=np.array([language == "en" for language in languages], dtype=np.bool_),
            companies=[company_words(company) for company in companies],
            folded=folded,
            begins=1 + np.cumsum(lengths) - lengths,
            around=Surroundings.of(codes_of(folded)),
        )


class PhraseMatch(NamedTuple):
    """One phrase at one place; offsets are code points of the text."""

    start: int
    end: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class PhraseMatches:
    """Phrases at places, by text, start and then longest first: arrays of one length, `entry` as its number."""

    text: Integers
    start: Integers
    end: Integers
    entry: Integers

    def where(self, is_kept: Booleans | Integers) -> "PhraseMatches":
        """Those of a mask or, in their order, of a list of places."""
        return PhraseMatches(self.text[is_kept], self.start[is_kept], self.end[is_kept], self.entry[is_kept])

    def by_text(self, rules: Rules) -> dict[int, list[PhraseMatch]]:
        """The same one by one, for those who read the words around them."""
        found: dict[int, list[PhraseMatch]] = {}
        for text, start, end, entry in _rows(*self.columns()):
            found.setdefault(text, []).append(PhraseMatch(start, end, rules.entries[entry]))
        return found

    def columns(self) -> tuple[Integers, Integers, Integers, Integers]:
        """The arrays in the order of their names above."""
        return self.text, self.start, self.end, self.entry


def find_candidates(texts: Texts, rules: Rules) -> PhraseMatches:
    """Return the phrases whose case, edges and place in the text are right, from one pass over all texts."""
    phrases, codes = rules.phrases, texts.around.codes
    matches = phrases.automaton.find_matches_as_indexes(with_edges(texts.around.classes), overlapping=True)
    pattern, first, last = np.fromiter(chain.from_iterable(matches), np.int64, 3 * len(matches)).reshape(-1, 3).T.copy()
    is_whole = np.ones(len(pattern), dtype=np.bool_)
    short = np.flatnonzero(phrases.is_short[pattern])
    is_whole[short] = np.isin(codes[first[short] - 1], _LEFT) & np.isin(codes[last[short]], _RIGHT)
    vague = np.flatnonzero(phrases.is_vague[pattern])
    for at, key, begins, ends in _rows(vague, pattern[vague], first[vague], last[vague]):
        is_whole[at] &= texts.folded[begins:ends] == phrases.keys[key]
    pattern, first, last = pattern[is_whole], first[is_whole], last[is_whole]
    text = np.searchsorted(texts.begins, first, side="right") - 1
    is_in_title = first - texts.begins[text] < texts.title_ends[text]
    place, entry = _meanings(
        phrases, pattern, np.where(is_in_title, TITLE, np.where(texts.is_english[text], ENGLISH, OTHER))
    )
    text, first, last = text[place], first[place], last[place]
    is_right = ~rules.is_skill[entry] | _are_free(texts, first, last)
    shift = texts.begins[text]
    found = PhraseMatches(text, first - shift, last - shift, entry).where(is_right)
    return found.where(_have_case(texts, rules, found))


def find_matches(texts: Texts, rules: Rules, candidates: PhraseMatches) -> PhraseMatches:
    """Return all phrases that count but those of pay.

    Among hits of the same kind the longest wins over what it contains: React Native is not React.
    A phrase that its context_rule rejects does not hide a shorter one.
    """
    return _choose(texts, rules, candidates.where(~rules.is_pay_cue[candidates.entry]))


def find_pay_cues(texts: Texts, rules: Rules, candidates: PhraseMatches, signs: PhraseMatches) -> PhraseMatches:
    """Return the words that make or unmake pay in the lines with a currency sign."""
    cues = candidates.where(rules.is_pay_cue[candidates.entry])
    lines, priced = (
        np.searchsorted(texts.around.line_ends, texts.begins[hits.text] + hits.start) for hits in (cues, signs)
    )
    return _choose(texts, rules, cues.where(np.isin(lines, priced)))


def _meanings(phrases: Phrases, phrase: Integers, where: Integers) -> tuple[Integers, Integers]:
    """Return, for each entry that the phrases stand for where they stand, the place of the phrase and the entry."""
    places, entries = list[Integers](), list[Integers]()
    for group in (TITLE, ENGLISH, OTHER):
        here = np.flatnonzero(where == group)
        first, said = phrases.first[group], phrases.said[group]
        begin, count = first[phrase[here]], first[phrase[here] + 1] - first[phrase[here]]
        within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        places.append(np.repeat(here, count))
        entries.append(said[np.repeat(begin, count) + within])
    return np.concatenate(places), np.concatenate(entries)


def _are_free(texts: Texts, first: Integers, last: Integers) -> Booleans:
    """Whether names stand for themselves: not `C` of C++, not the head of a web or mail address."""
    codes = texts.around.codes
    before, after = codes[first - 1], codes[last]
    is_part = ((after == _PLUS) | (after == _HASH)) & (last - first == 1)
    is_part |= (codes[first] == _DOT) & are_alnum(before)
    is_part |= before == _AT
    dotted = np.flatnonzero((after == _DOT) & ~is_part)
    dotted = dotted[are_alnum(codes[last[dotted] + 1])]
    for place, end in _rows(dotted, last[dotted]):
        is_part[place] = _DOMAIN.match(texts.folded, end) is not None
    found: Booleans = ~is_part
    return found


def _have_case(texts: Texts, rules: Rules, found: PhraseMatches) -> Booleans:
    is_right = np.ones(len(found.text), dtype=np.bool_)
    exact = np.flatnonzero(rules.is_exact[found.entry])
    for place, text, start, end, entry in _rows(exact, *found.where(exact).columns()):
        if texts.texts[text][start:end] != rules.entries[entry].phrase:
            is_right[place] = False
    return is_right


def _choose(texts: Texts, rules: Rules, found: PhraseMatches) -> PhraseMatches:
    """Return what is accepted and lies in nothing longer of its kind, each concept once at one place."""
    hits = found.where(_order(found.text, rules.kind[found.entry], found.start, -found.end, found.entry))
    # What lies in a phrase without a context_rule is out for certain: its own context_rule need not be asked.
    hits = hits.where(_are_outermost(hits, rules, ~rules.has_context_rule[hits.entry]))
    hits = hits.where(_are_accepted(texts, rules, hits))
    hits = hits.where(_are_outermost(hits, rules, np.ones(len(hits.text), dtype=np.bool_)))
    hits = hits.where(are_first(_spans(hits, rules), rules.concept[hits.entry]))
    return hits.where(_order(hits.text, hits.start, -hits.end, hits.entry))


def _order(*columns: Integers) -> Integers:
    """Return the places of rows in the order of their columns, the first of them deciding first.

    The columns become one number where they fit into one: sorting that takes a fifth of the time.
    """
    key, room = np.zeros(len(columns[0]), dtype=np.int64), 1
    for column in columns if len(key) else ():
        least = int(column.min())
        count = int(column.max()) - least + 1
        room *= count
        if room >= 2**62:
            return np.lexsort(columns[::-1])
        key = key * count + (column - least)
    return np.argsort(key, kind="stable")


def _spans(hits: PhraseMatches, rules: Rules) -> Integers:
    """Number the spans of each kind: hits that lie beside each other and have text, kind, start and end in common."""
    return _runs(hits.text, rules.kind[hits.entry], hits.start, hits.end)


def _runs(*columns: Integers) -> Integers:
    is_new = np.zeros(len(columns[0]), dtype=np.bool_)
    for column in columns:
        is_new[1:] |= column[1:] != column[:-1]
    return np.cumsum(is_new)


def _are_outermost(hits: PhraseMatches, rules: Rules, counts: Booleans) -> Booleans:
    """Whether hits, sorted by text, kind, start and longest first, lie in no longer one of their kind that counts."""
    group = _runs(hits.text, rules.kind[hits.entry])
    span = _spans(hits, rules)
    room = int(hits.end.max(initial=0)) + 2
    reached = np.maximum.accumulate(group * room + np.where(counts, hits.end + 1, 0))
    before = np.concatenate([np.zeros(1, dtype=np.int64), reached])[np.searchsorted(span, span)]
    return np.maximum(before - group * room, 0) <= hits.end


def are_first(*columns: Integers) -> Booleans:
    """Whether a row is the first with its values."""
    is_first = np.zeros(len(columns[0]), dtype=np.bool_)
    order = _order(*columns)
    runs = _runs(*(column[order] for column in columns))
    is_first[order[np.searchsorted(runs, np.arange(runs[-1] + 1 if len(runs) else 0))]] = True
    return is_first


def _are_accepted(texts: Texts, rules: Rules, hits: PhraseMatches) -> Booleans:
    """Whether the context_rules of the ambiguous phrases let them count."""
    is_right = ~rules.has_context_rule[hits.entry]
    ambiguous = np.flatnonzero(~is_right)
    asked, context_rules = hits.where(ambiguous), rules.context_rules
    begin = texts.begins[asked.text]
    stop = np.append(texts.begins, len(texts.folded))[asked.text + 1] - 1
    places = Occurrences(begin + asked.start, begin + asked.end, begin, stop, rules.context_rule[asked.entry])
    is_accepted = (
        context_rules.are_free_beside(texts.around, places) & ~context_rules.knows_company[places.context_rule]
    )
    unsure = np.flatnonzero(~is_accepted)
    for place, context_rule, text, start, end, _ in _rows(
        unsure, places.context_rule[unsure], *asked.where(unsure).columns()
    ):
        is_accepted[place] = context_rules.context_rules[context_rule].accepts_beside(
            texts.folded_texts[text], start, end, texts.companies[text]
        )
    single = np.flatnonzero(is_accepted & context_rules.is_single[places.context_rule])
    for place, context_rule, text, start, end, _ in _rows(
        single, places.context_rule[single], *asked.where(single).columns()
    ):
        is_accepted[place] = context_rules.context_rules[context_rule].accepts_near(
            texts.folded_texts[text], start, end
        )
    rest = np.flatnonzero(is_accepted & ~context_rules.is_single[places.context_rule])
    is_accepted[rest] = context_rules.are_accepted_near(texts.around, places.where(rest))
    is_right[ambiguous] = is_accepted
    return is_right


def _rows(*columns: Integers | Booleans) -> Iterator[tuple[int, ...]]:
    return zip(*(column.tolist() for column in columns), strict=True)
