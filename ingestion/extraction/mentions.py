"""Mentions: what the words of a posting version say, each with the span that says it.

Here: one scan of Arrow batches, posting versions in, mentions out; a pure function, so it runs in
this process or inside a distributed engine. Not here: finding phrases (`matcher.py`), numbers
(`salary.py`, `experience.py`, `headcount.py`, `work_mode.py`), strength (`strength.py`), and what a mention makes true
of a posting (dbt).
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
from ingestion.extraction.strength import BY_SECTION, STRENGTHS, Verdicts, read_cues
from ingestion.extraction.work_mode import find_office_days
from ingestion.schemas import MENTIONS

__all__ = ["compile_rules", "scan"]

_HEAD = ("version_id", "posting_id", "snapshot_on")
_MOST_CHARACTERS = 1_000_000
"""Characters of the texts that are scanned at once; the arrays about them take some 30 bytes for each."""
_OTHER = "other"
_UNTOLD = STRENGTHS.index("")
_NEGATED, _MENTIONED = STRENGTHS.index("negated"), STRENGTHS.index("mentioned")

_YEARS = "years_experience"

_Number = tuple[int, int, int, str, str, str, float | None, float | None, str | None, str | None]
_NUMBER_COLUMNS = (
    *("text", "start_offset", "end_offset", "kind", "canonical_id", "rule_id"),
    *("value_min", "value_max", "value_currency", "value_unit"),
)
_SPAN = pa.schema(
    [pa.field("text", pa.int64()), *(field for field in MENTIONS if field.name not in {*_HEAD, "matched_text"})]
)
_ORDER = ("text", "start_offset", "end_offset", "kind", "canonical_id")


@dataclass(frozen=True, slots=True)
class _Places:
    """What holds from where in the texts: `value[i]` from `begin[i]` to `begin[i + 1]`, all texts joined."""

    text_at: Integers
    begin: Integers
    value: Integers

    @classmethod
    def of(cls, text_at: Integers, begins: Sequence[Sequence[int]], values: Sequence[Sequence[int]]) -> Self:
        """From the offsets in each text at which something begins, the first of them 0, and what it is."""
        shifts = np.repeat(text_at, [len(begin) for begin in begins])
        begin = np.fromiter(chain.from_iterable(begins), np.int64, len(shifts))
        return cls(text_at, begin + shifts, np.fromiter(chain.from_iterable(values), np.int64, len(shifts)))

    def at(self, text: Integers, start: Integers) -> Integers:
        found: Integers = self.value[np.searchsorted(self.begin, self.text_at[text] + start, side="right") - 1]
        return found


def scan(batch: pa.RecordBatch | pa.Table, rules: Rules) -> pa.RecordBatch:
    """Return the mentions of a batch of posting versions, by version_id, start, end, kind and canonical_id.

    Every mention of a skill is a row. Of the other phrases each concept is kept once per section and
    strength, at its first place; pay, years and days at a place are kept wherever they are stated.
    """
    versions = pa.table(batch) if isinstance(batch, pa.Table) else pa.Table.from_batches([batch])
    versions = versions.sort_by("version_id")
    parts = [_scan(part, rules) for part in _parts(versions)]
    table = pa.concat_tables([MENTIONS.empty_table(), *parts])
    return pa.RecordBatch.from_arrays([column.combine_chunks() for column in table.columns], schema=MENTIONS)


def _parts(versions: pa.Table) -> Iterator[pa.Table]:
    """Cut versions into tables whose texts fit into memory beside what is known about them."""
    lengths = versions.column("char_count").to_numpy()
    part = np.cumsum(lengths) // _MOST_CHARACTERS
    edges = [0, *(np.flatnonzero(np.diff(part)) + 1).tolist(), versions.num_rows]
    for begin, stop in pairwise(edges):
        if stop > begin:
            yield versions.slice(begin, stop - begin)


def _scan(versions: pa.Table, rules: Rules) -> pa.Table:
    """The mentions of versions that are sorted by version_id and few enough to be looked at together."""
    texts = Texts.of(*(versions.column(name).to_pylist() for name in ("text", "company", "language")))
    candidates = find_candidates(texts, rules)
    hits = find_matches(texts, rules, candidates)
    cues = {kind: hits.where(rules.kind[hits.entry] == rules.kinds.index(kind)) for kind in CUE_KINDS}
    contexts = _Contexts.of(versions, texts, cues["strength"].by_text(rules))
    numbers = [
        *_years(texts, cues["years_cue"].by_text(rules)),
        *_headcounts(texts, cues["company_size"].by_text(rules)),
        *_office_days(texts, cues["days_cue"].by_text(rules)),
        *_pay(texts, cues["currency"], find_pay_cues(texts, rules, candidates, cues["currency"]), rules),
    ]
    found = pa.concat_tables(
        [_phrases(hits.where(~rules.is_cue[hits.entry]), rules, contexts), _numbers(numbers, contexts)]
    )
    found = found.sort_by([(name, "ascending") for name in _ORDER])
    places = zip(*(found.column(name).to_pylist() for name in _ORDER[:3]), strict=True)
    matched = pa.array([texts.texts[text][start:end] for text, start, end in places], pa.string())
    heads = versions.select(list(_HEAD)).take(found.column("text"))
    whole = found.append_column("matched_text", matched)
    for name in _HEAD:
        whole = whole.append_column(name, heads.column(name))
    return whole.select(MENTIONS.names).cast(MENTIONS)


def _phrases(hits: PhraseMatches, rules: Rules, contexts: "_Contexts") -> pa.Table:
    section, strength = contexts.at(hits.text, hits.start)
    is_denied = rules.is_deniable[hits.entry] & (strength == _NEGATED)
    strength = np.where(rules.is_requested[hits.entry] | is_denied, strength, _MENTIONED)
    is_kept = rules.is_skill[hits.entry] | are_first(hits.text, rules.concept[hits.entry], section, strength)
    kept = hits.where(is_kept)
    told = {name: column.take(kept.entry) for name, column in rules.told.items()}
    return _spans(kept.text, kept.start, kept.end, section[is_kept], strength[is_kept], told, contexts)


def _numbers(numbers: Sequence[_Number], contexts: "_Contexts") -> pa.Table:
    """Pay, years, sizes and days at a place, which stand wherever they are stated; only years are a demand."""
    columns = list(zip(*numbers, strict=True)) or [()] * len(_NUMBER_COLUMNS)
    text, start, end = (np.array(column, dtype=np.int64) for column in columns[:3])
    told = {
        name: pa.array(column, MENTIONS.field(name).type)
        for name, column in zip(_NUMBER_COLUMNS[3:], columns[3:], strict=True)
    }
    section, strength = contexts.at(text, start)
    strength = np.where(np.array(columns[3], dtype=np.str_) == _YEARS, strength, _MENTIONED)
    return _spans(text, start, end, section, strength, told, contexts)


def _years(texts: Texts, anchors: Mapping[int, Sequence[PhraseMatch]]) -> Iterator[_Number]:
    for text, hits in anchors.items():
        for years in find_years(texts.folded_texts[text], hits):
            told = (_YEARS, "years", years.rule_id)
            yield text, years.start, years.end, *told, years.minimum, years.maximum, None, "years"


def _headcounts(texts: Texts, anchors: Mapping[int, Sequence[PhraseMatch]]) -> Iterator[_Number]:
    for text, hits in anchors.items():
        for size in find_headcounts(texts.folded_texts[text], hits):
            told = ("company_size", "headcount", size.rule_id)
            yield text, size.start, size.end, *told, size.count, None, None, "employees"


def _office_days(texts: Texts, cues: Mapping[int, Sequence[PhraseMatch]]) -> Iterator[_Number]:
    for text, hits in cues.items():
        for days in find_office_days(texts.folded_texts[text], hits):
            told = ("work_mode", days.work_mode, "days:at_a_place")
            yield text, days.start, days.end, *told, None, None, None, None


def _pay(texts: Texts, signs: PhraseMatches, pay_cues: PhraseMatches, rules: Rules) -> Iterator[_Number]:
    cues = pay_cues.by_text(rules)
    for text, hits in signs.by_text(rules).items():
        for pay in find_pay(texts.folded_texts[text], hits, cues.get(text, ())):
            numbers = (pay.minimum, pay.maximum, pay.currency, pay.unit)
            yield text, pay.start, pay.end, "pay", "pay", pay.rule_id, *numbers


def _spans(
    text: Integers,
    start: Integers,
    end: Integers,
    section: Integers,
    strength: Integers,
    told: "Mapping[str, pa.Array[Any]]",
    contexts: "_Contexts",
) -> pa.Table:
    """Mentions with the place of their text for a head and without their words; what is not told is null."""
    columns: dict[str, pa.Array[Any]] = {
        "text": pa.array(text),
        "start_offset": pa.array(start),
        "end_offset": pa.array(end),
        "section": pa.array(contexts.names, pa.string()).take(section),
        "strength": pa.array(STRENGTHS, pa.string()).take(strength),
        **told,
    }
    empty = {field.name: pa.nulls(len(text), field.type) for field in _SPAN if field.name not in columns}
    return pa.table({**columns, **empty}).select(_SPAN.names).cast(_SPAN)


@dataclass(frozen=True, slots=True)
class _Contexts:
    """The section and the strength at every place of some texts; `names` are the sections by their numbers."""

    names: list[str]
    sections: _Places
    cues: _Places

    @classmethod
    def of(cls, versions: pa.Table, texts: Texts, cues: Mapping[int, Sequence[PhraseMatch]]) -> Self:
        text_at = np.cumsum([0, *(len(folded) + 1 for folded in texts.folded_texts)], dtype=np.int64)[:-1]
        parts = [
            [(0, _OTHER), *((part["end_offset"], part["section"]) for part in sections or ())]
            for sections in versions.column("sections").to_pylist()
        ]
        names = sorted({name for spans in parts for _, name in spans})
        # A section is known by its end: what lies behind the last one is in none.
        begins = [[0, *(end for end, _ in spans[1:])] for spans in parts]
        values = [[*(names.index(name) for _, name in spans[1:]), names.index(_OTHER)] for spans in parts]
        return cls(names, _Places.of(text_at, begins, values), _cue_places(texts, cues, text_at))

    def at(self, text: Integers, start: Integers) -> tuple[Integers, Integers]:
        """The number of the section and of the strength of what starts there: the cues' or else the section's."""
        by_section = np.array([STRENGTHS.index(BY_SECTION.get(name, "mentioned")) for name in self.names])
        section, strength = self.sections.at(text, start), self.cues.at(text, start)
        return section, np.where(strength == _UNTOLD, by_section[section], strength)


def _cue_places(texts: Texts, cues: Mapping[int, Sequence[PhraseMatch]], text_at: Integers) -> _Places:
    verdicts = [
        read_cues(folded, cues[number]) if number in cues else Verdicts([], [""])
        for number, folded in enumerate(texts.folded_texts)
    ]
    begins = [[0, *verdict.edges] for verdict in verdicts]
    return _Places.of(text_at, begins, [[*map(STRENGTHS.index, verdict.strengths)] for verdict in verdicts])
