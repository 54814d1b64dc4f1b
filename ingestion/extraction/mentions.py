"""Mentions: the skills, attributes and numbers in the text of a posting version, each with its span.

Here: one scan of Arrow batches, posting versions in, mentions out; a pure function, so it runs in
this process or inside a distributed engine. Not here: finding phrases (`matcher.py`), numbers
(`salary.py`, `experience.py`, `headcount.py`, `work_mode.py`), strength (`strength.py`), and what follows from the
mentions for a posting (dbt).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any, Self

import numpy as np
import pyarrow as pa

from ingestion.extraction.character_classes import Integers
from ingestion.extraction.experience import find_years
from ingestion.extraction.headcount import find_headcounts
from ingestion.extraction.matcher import (
    PhraseMatch,
    PhraseMatches,
    Texts,
    are_first,
    find_candidates,
    find_matches,
    find_pay_cues,
)
from ingestion.extraction.rules import CUE_KINDS, Rules, compile_rules
from ingestion.extraction.salary import find_pay
from ingestion.extraction.strength import BY_SECTION, STRENGTHS, CueStrengths, read_cues
from ingestion.extraction.work_mode import find_office_days
from ingestion.schemas import MENTIONS

__all__ = ["compile_rules", "scan"]

_HEAD = ("version_id", "posting_id", "snapshot_on")
_MAX_CHARACTERS = 1_000_000
"""Characters of the texts that are scanned at once; the arrays take some 30 bytes for each character."""
_OTHER = "other"
_NO_CUE = STRENGTHS.index("")
_NEGATED, _MENTIONED = STRENGTHS.index("negated"), STRENGTHS.index("mentioned")

_YEARS = "years_experience"

_NumberRow = tuple[int, int, int, str, str, str, float | None, float | None, str | None, str | None]
_NUMBER_COLUMNS = (
    *("text", "start_offset", "end_offset", "kind", "canonical_id", "rule_id"),
    *("value_min", "value_max", "value_currency", "value_unit"),
)
_MENTION_SCHEMA = pa.schema(
    [pa.field("text", pa.int64()), *(field for field in MENTIONS if field.name not in {*_HEAD, "matched_text"})]
)
_ORDER = ("text", "start_offset", "end_offset", "kind", "canonical_id")


@dataclass(frozen=True, slots=True)
class _Places:
    """A value for each stretch of the texts: `value[i]` from `begin[i]` to `begin[i + 1]`, in the joined texts.

    `text_at` is where each text begins in the joined texts.
    """

    text_at: Integers
    begin: Integers
    value: Integers

    @classmethod
    def of(cls, text_at: Integers, begins: Sequence[Sequence[int]], values: Sequence[Sequence[int]]) -> Self:
        """From the offsets in each text at which a stretch begins, the first of them 0, and the value of each."""
        shifts = np.repeat(text_at, [len(begin) for begin in begins])
        begin = np.fromiter(chain.from_iterable(begins), np.int64, len(shifts))
        return cls(text_at, begin + shifts, np.fromiter(chain.from_iterable(values), np.int64, len(shifts)))

    def at(self, text: Integers, start: Integers) -> Integers:
        """The values at places: the number of a text and an offset in it."""
        values: Integers = self.value[np.searchsorted(self.begin, self.text_at[text] + start, side="right") - 1]
        return values


def scan(batch: pa.RecordBatch | pa.Table, rules: Rules) -> pa.RecordBatch:
    """Return the mentions of a batch of posting versions, by version_id, start, end, kind and canonical_id.

    Every mention of a skill is a row. Of the other phrases each concept is a row once per section and
    strength, at its first place; pay, years and days at a place are rows wherever they are stated.
    """
    versions = pa.table(batch) if isinstance(batch, pa.Table) else pa.Table.from_batches([batch])
    versions = versions.sort_by("version_id")
    parts = [_scan(part, rules) for part in _chunks(versions)]
    table = pa.concat_tables([MENTIONS.empty_table(), *parts])
    return pa.RecordBatch.from_arrays([column.combine_chunks() for column in table.columns], schema=MENTIONS)


def _chunks(versions: pa.Table) -> Iterator[pa.Table]:
    """Cut versions into tables of at most about `_MAX_CHARACTERS`, in their order; a single longer text stays whole."""
    lengths = versions.column("char_count").to_numpy()
    chunk = np.cumsum(lengths) // _MAX_CHARACTERS
    edges = [0, *(np.flatnonzero(np.diff(chunk)) + 1).tolist(), versions.num_rows]
    for begin, stop in pairwise(edges):
        if stop > begin:
            yield versions.slice(begin, stop - begin)


def _scan(versions: pa.Table, rules: Rules) -> pa.Table:
    """Return the mentions of one chunk of versions, which are sorted by version_id."""
    texts = Texts.of(*(versions.column(name).to_pylist() for name in ("text", "company", "language")))
    # One automaton pass finds all kinds at once; what follows only sorts its matches by kind.
    candidates = find_candidates(texts, rules)
    matches = find_matches(texts, rules, candidates)
    # Cues become no rows: they give strengths, or lead to a number beside them.
    cues = {kind: matches.where(rules.kind[matches.entry] == rules.kinds.index(kind)) for kind in CUE_KINDS}
    contexts = _Contexts.of(versions, texts, cues["strength"].by_text(rules))
    numbers = [
        *_years_rows(texts, cues["years_cue"].by_text(rules)),
        *_headcount_rows(texts, cues["company_size"].by_text(rules)),
        *_office_day_rows(texts, cues["days_cue"].by_text(rules)),
        *_pay_rows(texts, cues["currency"], find_pay_cues(texts, rules, candidates, cues["currency"]), rules),
    ]
    mentions = pa.concat_tables(
        [
            _phrase_mentions(matches.where(~rules.is_cue[matches.entry]), rules, contexts),
            _number_mentions(numbers, contexts),
        ]
    )
    # Sorted by text, then span, so that the result does not depend on the order of the kinds.
    mentions = mentions.sort_by([(name, "ascending") for name in _ORDER])
    places = zip(*(mentions.column(name).to_pylist() for name in _ORDER[:3]), strict=True)
    matched = pa.array([texts.texts[text][start:end] for text, start, end in places], pa.string())
    heads = versions.select(list(_HEAD)).take(mentions.column("text"))
    mentions = mentions.append_column("matched_text", matched)
    for name in _HEAD:
        mentions = mentions.append_column(name, heads.column(name))
    return mentions.select(MENTIONS.names).cast(MENTIONS)


def _phrase_mentions(matches: PhraseMatches, rules: Rules, contexts: "_Contexts") -> pa.Table:
    """Skills at every place, other phrases once per concept, section and strength."""
    section, strength = contexts.at(matches.text, matches.start)
    # A level or a work mode is not "required" or "preferred" by the section it stands in; it can only be negated.
    is_negated = rules.is_deniable[matches.entry] & (strength == _NEGATED)
    strength = np.where(rules.is_requested[matches.entry] | is_negated, strength, _MENTIONED)
    is_mention = rules.is_skill[matches.entry] | are_first(
        matches.text, rules.concept[matches.entry], section, strength
    )
    selected = matches.where(is_mention)
    columns = {name: column.take(selected.entry) for name, column in rules.mention_columns.items()}
    return _mention_table(
        selected.text, selected.start, selected.end, section[is_mention], strength[is_mention], columns, contexts
    )


def _number_mentions(numbers: Sequence[_NumberRow], contexts: "_Contexts") -> pa.Table:
    """Pay, years, sizes and days at a place, at every place; only years have a strength of their own."""
    columns = list(zip(*numbers, strict=True)) or [()] * len(_NUMBER_COLUMNS)
    text, start, end = (np.array(column, dtype=np.int64) for column in columns[:3])
    given = {
        name: pa.array(column, MENTIONS.field(name).type)
        for name, column in zip(_NUMBER_COLUMNS[3:], columns[3:], strict=True)
    }
    section, strength = contexts.at(text, start)
    strength = np.where(np.array(columns[3], dtype=np.str_) == _YEARS, strength, _MENTIONED)
    return _mention_table(text, start, end, section, strength, given, contexts)


def _years_rows(texts: Texts, anchors: Mapping[int, Sequence[PhraseMatch]]) -> Iterator[_NumberRow]:
    for text, matches in anchors.items():
        for years in find_years(texts.folded_texts[text], matches):
            ids = (_YEARS, "years", years.rule_id)
            yield text, years.start, years.end, *ids, years.minimum, years.maximum, None, "years"


def _headcount_rows(texts: Texts, anchors: Mapping[int, Sequence[PhraseMatch]]) -> Iterator[_NumberRow]:
    for text, matches in anchors.items():
        for size in find_headcounts(texts.folded_texts[text], matches):
            ids = ("company_size", "headcount", size.rule_id)
            yield text, size.start, size.end, *ids, size.count, None, None, "employees"


def _office_day_rows(texts: Texts, cues: Mapping[int, Sequence[PhraseMatch]]) -> Iterator[_NumberRow]:
    for text, matches in cues.items():
        for days in find_office_days(texts.folded_texts[text], matches):
            ids = ("work_mode", days.work_mode, "days:at_a_place")
            yield text, days.start, days.end, *ids, None, None, None, None


def _pay_rows(texts: Texts, signs: PhraseMatches, pay_cues: PhraseMatches, rules: Rules) -> Iterator[_NumberRow]:
    cues = pay_cues.by_text(rules)
    for text, matches in signs.by_text(rules).items():
        for pay in find_pay(texts.folded_texts[text], matches, cues.get(text, ())):
            numbers = (pay.minimum, pay.maximum, pay.currency, pay.unit)
            yield text, pay.start, pay.end, "pay", "pay", pay.rule_id, *numbers


def _mention_table(
    text: Integers,
    start: Integers,
    end: Integers,
    section: Integers,
    strength: Integers,
    given: "Mapping[str, pa.Array[Any]]",
    contexts: "_Contexts",
) -> pa.Table:
    """Mentions with the number of their text, still without ids and matched text; columns not given are null."""
    columns: dict[str, pa.Array[Any]] = {
        "text": pa.array(text),
        "start_offset": pa.array(start),
        "end_offset": pa.array(end),
        "section": pa.array(contexts.names, pa.string()).take(section),
        "strength": pa.array(STRENGTHS, pa.string()).take(strength),
        **given,
    }
    empty = {field.name: pa.nulls(len(text), field.type) for field in _MENTION_SCHEMA if field.name not in columns}
    return pa.table({**columns, **empty}).select(_MENTION_SCHEMA.names).cast(_MENTION_SCHEMA)


@dataclass(frozen=True, slots=True)
class _Contexts:
    """The section and the strength at every place of some texts; `names` are the sections by number."""

    names: list[str]
    sections: _Places
    cues: _Places

    @classmethod
    def of(cls, versions: pa.Table, texts: Texts, cues: Mapping[int, Sequence[PhraseMatch]]) -> Self:
        """From the `sections` of versions and the strength cues in each text, by its number."""
        text_at = np.cumsum([0, *(len(folded) + 1 for folded in texts.folded_texts)], dtype=np.int64)[:-1]
        parts = [
            [(0, _OTHER), *((part["end_offset"], part["section"]) for part in sections or ())]
            for sections in versions.column("sections").to_pylist()
        ]
        names = sorted({name for spans in parts for _, name in spans})
        # Sections follow each other, so each begins at the end of the one before; behind the last one is none.
        begins = [[0, *(end for end, _ in spans[1:])] for spans in parts]
        values = [[*(names.index(name) for _, name in spans[1:]), names.index(_OTHER)] for spans in parts]
        return cls(names, _Places.of(text_at, begins, values), _cue_strengths(texts, cues, text_at))

    def at(self, text: Integers, start: Integers) -> tuple[Integers, Integers]:
        """The numbers of the section and of the strength at places; the strength is the cue's, else the section's."""
        # A cue in the sentence wins; the section decides only where no cue reaches.
        by_section = np.array([STRENGTHS.index(BY_SECTION.get(name, "mentioned")) for name in self.names])
        section, strength = self.sections.at(text, start), self.cues.at(text, start)
        return section, np.where(strength == _NO_CUE, by_section[section], strength)


def _cue_strengths(texts: Texts, cues: Mapping[int, Sequence[PhraseMatch]], text_at: Integers) -> _Places:
    by_text = [
        read_cues(folded, cues[number]) if number in cues else CueStrengths([], [""])
        for number, folded in enumerate(texts.folded_texts)
    ]
    begins = [[0, *strengths.edges] for strengths in by_text]
    return _Places.of(text_at, begins, [[*map(STRENGTHS.index, strengths.strengths)] for strengths in by_text])
