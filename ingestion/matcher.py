"""Finding phrases in texts: candidates from the automaton, then case, word boundaries and guards.

Here: which phrase stands where, for a batch of texts at once: what is true of every candidate alike is asked of
arrays, and Python looks only at what is ambiguous. Not here: what the hits become (`mentions.py`), how strong they
are (`strength.py`), or the numbers beside them (`pay.py`, `years.py`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from ingestion.guards import company_words
from ingestion.rules import ENGLISH, OTHER, TITLE, Booleans, Entry, Integers, Phrases, Rules, fold, to_bytes

_DOMAIN = re.compile(r"\.(?:com|org|io|ai|net|dev|co|app|de|uk|eu)(?![^\W_])")
_Codes = npt.NDArray[np.uint32]
_IS_ALNUM = np.array([chr(code).isalnum() for code in range(0x3000)], dtype=np.bool_)
"""Whether a character is a letter or digit, by code point; the rare ones beyond are asked one by one."""
_PLUS, _HASH, _DOT, _AT = map(ord, "+#.@")


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts made ready for matching; `lows` are `fold(text)`, `companies` the words of each posting's own company.

    `title_ends` has the length of each first line, `is_english` whether the rest is English.
    """

    texts: list[str]
    lows: list[str]
    title_ends: Integers
    is_english: Booleans
    companies: list[str]

    @classmethod
    def of(cls, texts: Sequence[str | None], companies: Sequence[str | None], languages: Sequence[str | None]) -> Self:
        """From the columns of posting versions."""
        whole = [text or "" for text in texts]
        return cls(
            texts=whole,
            lows=[fold(text) for text in whole],
            title_ends=np.array([len(text.partition("\n")[0]) for text in whole], dtype=np.int64),
            is_english=np.array([language == "en" for language in languages], dtype=np.bool_),
            companies=[company_words(company) for company in companies],
        )


class Hit(NamedTuple):
    """One phrase at one place; offsets are code points of the text."""

    start: int
    end: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Hits:
    """Phrases at places, by text, start and then longest first: arrays of one length, `entry` as its number."""

    text: Integers
    start: Integers
    end: Integers
    entry: Integers

    def where(self, is_kept: Booleans | Integers) -> "Hits":
        """Those of a mask or, in their order, of a list of places."""
        return Hits(self.text[is_kept], self.start[is_kept], self.end[is_kept], self.entry[is_kept])

    def by_text(self, rules: Rules) -> dict[int, list[Hit]]:
        """The same one by one, for those who read the words around them."""
        found: dict[int, list[Hit]] = {}
        for text, start, end, entry in _rows(*self.columns()):
            found.setdefault(text, []).append(Hit(start, end, rules.entries[entry]))
        return found

    def columns(self) -> tuple[Integers, Integers, Integers, Integers]:
        """The arrays in the order of their names above."""
        return self.text, self.start, self.end, self.entry


_Part = tuple[int, int, int]
"""A text by its place, and the offsets between which it is read."""


def find_hits(texts: Texts, rules: Rules) -> Hits:
    """Return all phrases that count.

    Among hits of the same kind the longest wins over what it contains: React Native is not React.
    A phrase that its guard rejects does not hide a shorter one.
    """
    whole = [(number, 0, len(low)) for number, low in enumerate(texts.lows)]
    titles = [(number, 0, end) for number, end in enumerate(texts.title_ends.tolist())]
    return _choose(
        texts, rules, [_look_up(texts, rules, rules.anywhere, whole), _look_up(texts, rules, rules.title, titles)]
    )


def find_pay_cues(texts: Texts, rules: Rules, signs: Hits) -> Hits:
    """Return the words that make or unmake pay in the lines with a currency sign."""
    return _choose(texts, rules, [_look_up(texts, rules, rules.pay_cues, list(_lines(texts, signs)))])


def _lines(texts: Texts, signs: Hits) -> Iterator[_Part]:
    current, done = -1, 0
    for number, start, end in _rows(signs.text, signs.start, signs.end):
        if number != current or start >= done:
            low = texts.lows[number]
            begin, stop = low.rfind("\n", 0, start) + 1, low.find("\n", end)
            current, done = number, len(low) if stop < 0 else stop
            yield number, begin, done


def _look_up(texts: Texts, rules: Rules, phrases: Phrases, parts: Sequence[_Part]) -> Hits:
    """Return the phrases in parts of texts whose case and edges are right; title phrases in the title only."""
    low = "".join(["\n", *(f"{texts.lows[number][begin:stop]}\n" for number, begin, stop in parts)])
    matches = phrases.automaton.find_matches_as_indexes(to_bytes(low), overlapping=True)
    pattern, first, last = np.fromiter(chain.from_iterable(matches), np.int64, 3 * len(matches)).reshape(-1, 3).T
    codes = np.frombuffer(low.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    is_alnum = _are_alnum(codes)
    is_whole = ~(phrases.ends_word[pattern] & is_alnum[np.minimum(last, len(low) - 1)])
    is_whole &= ~(phrases.begins_word[pattern] & is_alnum[first - 1])
    compared = np.flatnonzero(is_whole & phrases.has_key[pattern])
    for at, key, begins, ends in _rows(compared, pattern[compared], first[compared], last[compared]):
        is_whole[at] = low[begins:ends] == phrases.keys[key]
    pattern = pattern[is_whole]
    first, last = first[is_whole] + phrases.shift[pattern], last[is_whole] - phrases.shift[pattern]
    number, begin, stop = np.array(parts, dtype=np.int64).reshape(-1, 3).T
    lengths = stop - begin + 1
    joined_at = 1 + np.cumsum(lengths) - lengths
    part = np.searchsorted(joined_at, first, side="right") - 1
    text, shift = number[part], begin[part] - joined_at[part]
    where = np.where(first + shift < texts.title_ends[text], TITLE, np.where(texts.is_english[text], ENGLISH, OTHER))
    place, entry = _meanings(phrases, phrases.phrase[pattern], where)
    first, last, shift = first[place], last[place], shift[place]
    is_right = ~rules.is_skill[entry] | _are_free(low, codes, is_alnum, first, last)
    found = Hits(text[place], first + shift, last + shift, entry).where(is_right)
    return found.where(_have_case(texts, rules, found))


def _are_alnum(codes: _Codes) -> Booleans:
    known = np.minimum(codes, len(_IS_ALNUM) - 1)
    found: Booleans = _IS_ALNUM[known]
    for place in np.flatnonzero(codes >= len(_IS_ALNUM)).tolist():
        found[place] = chr(codes[place]).isalnum()
    return found


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


def _are_free(low: str, codes: _Codes, is_alnum: Booleans, first: Integers, last: Integers) -> Booleans:
    """Whether names stand for themselves: not `C` of C++, not the head of a web or mail address."""
    before, after = codes[first - 1], codes[last]
    is_part = ((after == _PLUS) | (after == _HASH)) & (last - first == 1)
    is_part |= (codes[first] == _DOT) & is_alnum[first - 1]
    is_part |= before == _AT
    dotted = np.flatnonzero((after == _DOT) & ~is_part)
    for place, end in _rows(dotted, last[dotted]):
        is_part[place] = _DOMAIN.match(low, end) is not None
    found: Booleans = ~is_part
    return found


def _have_case(texts: Texts, rules: Rules, found: Hits) -> Booleans:
    is_right = np.ones(len(found.text), dtype=np.bool_)
    exact = np.flatnonzero(rules.is_exact[found.entry])
    for place, text, start, end, entry in _rows(exact, *found.where(exact).columns()):
        if texts.texts[text][start:end] != rules.entries[entry].phrase:
            is_right[place] = False
    return is_right


def _choose(texts: Texts, rules: Rules, found: Sequence[Hits]) -> Hits:
    """Return what is accepted and lies in nothing longer of its kind, each idea once at one place."""
    hits = Hits(*(np.concatenate(column) for column in zip(*(one.columns() for one in found), strict=True)))
    hits = hits.where(np.lexsort((hits.entry, -hits.end, hits.start, rules.kind[hits.entry], hits.text)))
    # What lies in a phrase without a guard is out for certain: its own guard need not be asked.
    hits = hits.where(_are_outermost(hits, rules, ~rules.is_guarded[hits.entry]))
    hits = hits.where(_are_accepted(texts, rules, hits))
    hits = hits.where(_are_outermost(hits, rules, np.ones(len(hits.text), dtype=np.bool_)))
    hits = hits.where(are_first(_spans(hits, rules), rules.idea[hits.entry]))
    return hits.where(np.lexsort((hits.entry, -hits.end, hits.start, hits.text)))


def _spans(hits: Hits, rules: Rules) -> Integers:
    """Number the spans of each kind: hits that lie beside each other and have text, kind, start and end in common."""
    return _runs(hits.text, rules.kind[hits.entry], hits.start, hits.end)


def _runs(*columns: Integers) -> Integers:
    is_new = np.zeros(len(columns[0]), dtype=np.bool_)
    for column in columns:
        is_new[1:] |= column[1:] != column[:-1]
    return np.cumsum(is_new)


def _are_outermost(hits: Hits, rules: Rules, counts: Booleans) -> Booleans:
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
    order = np.lexsort(columns[::-1])
    runs = _runs(*(column[order] for column in columns))
    is_first[order[np.searchsorted(runs, np.arange(runs[-1] + 1 if len(runs) else 0))]] = True
    return is_first


def _are_accepted(texts: Texts, rules: Rules, hits: Hits) -> Booleans:
    """Whether the guards of the ambiguous phrases let them count."""
    is_right = ~rules.is_guarded[hits.entry]
    guarded = np.flatnonzero(~is_right)
    for place, text, start, end, entry in _rows(guarded, *hits.where(guarded).columns()):
        guard = rules.entries[entry].guard
        is_right[place] = guard is None or guard.accepts(texts.lows[text], start, end, texts.companies[text])
    return is_right


def _rows(*columns: Integers) -> Iterator[tuple[int, ...]]:
    return zip(*(column.tolist() for column in columns), strict=True)
