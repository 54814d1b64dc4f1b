"""Mentions: what the words of a posting version say, each with the span that says it.

Here: one scan of Arrow batches, posting versions in, mentions out; a pure function, so it runs in
this process or inside a distributed engine. Not here: finding phrases (`matcher.py`), numbers
(`pay.py`, `years.py`, `headcount.py`), strength (`strength.py`), and what a mention makes true of a posting (dbt).
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Self

import pyarrow as pa

from ingestion.guards import company_words
from ingestion.headcount import find_headcounts
from ingestion.matcher import Hit, Subject, find_hits, find_pay_cues
from ingestion.pay import find_pay
from ingestion.posting import MENTIONS
from ingestion.rules import CUE_KINDS, TOPIC_KINDS, Rules, compile_rules, fold
from ingestion.strength import Verdicts, read_cues
from ingestion.years import find_years

__all__ = ["compile_rules", "scan"]

_NEEDED = ("version_id", "posting_id", "snapshot_on", "company", "text", "language", "sections")
_HEAD = ("version_id", "posting_id", "snapshot_on")
_SPAN = (
    *("start_offset", "end_offset", "kind", "canonical_id", "section", "strength", "rule_id"),
    *("value_min", "value_max", "value_currency", "value_unit"),
)


_Span = tuple[int, int, str, str, str, str, str, float | None, float | None, str | None, str | None]
"""Start, end, kind, canonical_id, section, strength, rule_id, value_min, value_max, value_currency, value_unit."""
_ORDER = itemgetter(0, 1, 2, 3)
_ASKED = TOPIC_KINDS | {"skill", "degree", "clearance"}
"""Kinds that a posting asks for; the others are stated or, at most, denied."""
_OWN_POLARITY = frozenset({"visa"})
"""Kinds whose phrases say yes or no themselves; what a cue denies beside them is denied already."""


@dataclass(frozen=True, slots=True)
class _Sections:
    """The sections of one text by where they end; what lies in none is `other`."""

    ends: list[int]
    names: list[str]

    @classmethod
    def of(cls, parts: Sequence[dict[str, Any]]) -> Self:
        return cls([part["end_offset"] for part in parts], [*(part["section"] for part in parts), "other"])

    def at(self, start: int) -> str:
        return self.names[bisect_right(self.ends, start)]


def scan(batch: pa.RecordBatch | pa.Table, rules: Rules) -> pa.RecordBatch:
    """Return the mentions of a batch of posting versions, by version_id, start, end, kind and canonical_id.

    Every mention of a skill is a row. Of the other phrases each idea is kept once per section and
    strength, at its first place; pay and years are kept wherever they are stated.
    """
    heads: dict[str, list[Any]] = {name: [] for name in _HEAD}
    matched: list[str] = []
    spans: list[_Span] = []
    for version in sorted(batch.select(list(_NEEDED)).to_pylist(), key=lambda version: str(version["version_id"])):
        text = version["text"] or ""
        found = _spans(version, text, rules)
        for name, values in heads.items():
            values += [version[name]] * len(found)
        matched += [text[span[0] : span[1]] for span in found]
        spans += found
    told = {name: [span[place] for span in spans] for place, name in enumerate(_SPAN)}
    columns = {**heads, "matched_text": matched, **told}
    arrays = [pa.array(columns[field.name], type=field.type) for field in MENTIONS]
    return pa.RecordBatch.from_arrays(arrays, schema=MENTIONS)


def _spans(version: dict[str, Any], text: str, rules: Rules) -> list[_Span]:
    subject = Subject(
        text=text,
        low=fold(text),
        title_end=len(text.partition("\n")[0]),
        company=company_words(version["company"]),
        is_english=version["language"] == "en",
    )
    stated: list[Hit] = []
    cues: dict[str, list[Hit]] = {kind: [] for kind in CUE_KINDS}
    for hit in find_hits(subject, rules):
        cues.get(hit.entry.kind, stated).append(hit)
    sections = _Sections.of(version["sections"] or ())
    verdicts = read_cues(subject.low, cues["strength"])
    spans = _phrases(stated, sections, verdicts)
    spans += _years(subject.low, cues["years_cue"], sections, verdicts)
    for size in find_headcounts(subject.low, cues["company_size"]):
        numbers = (size.count, None, None, "employees")
        section = sections.at(size.start)
        spans.append((size.start, size.end, "company_size", "headcount", section, "mentioned", size.rule_id, *numbers))
    for pay in find_pay(subject.low, cues["currency"], find_pay_cues(subject, rules, cues["currency"])):
        numbers = (pay.minimum, pay.maximum, pay.currency, pay.unit)
        spans.append((pay.start, pay.end, "pay", "pay", sections.at(pay.start), "mentioned", pay.rule_id, *numbers))
    spans.sort(key=_ORDER)
    return spans


def _phrases(hits: Sequence[Hit], sections: _Sections, verdicts: Verdicts) -> list[_Span]:
    spans: list[_Span] = []
    seen: set[tuple[str, str, str, str]] = set()
    for start, end, entry in hits:
        section = sections.at(start)
        strength = verdicts.at(start, section)
        kind, canonical_id = entry.kind, entry.canonical_id
        if kind != "skill":
            if kind in _OWN_POLARITY or (kind not in _ASKED and strength != "negated"):
                strength = "mentioned"
            idea = (kind, canonical_id, section, strength)
            if idea in seen:
                continue
            seen.add(idea)
        spans.append((start, end, kind, canonical_id, section, strength, entry.rule_id, None, None, None, None))
    return spans


def _years(low: str, anchors: Sequence[Hit], sections: _Sections, verdicts: Verdicts) -> Iterator[_Span]:
    for years in find_years(low, anchors):
        section = sections.at(years.start)
        strength = verdicts.at(years.start, section)
        numbers = (years.minimum, years.maximum, None, "years")
        yield (years.start, years.end, "years_experience", "years", section, strength, years.rule_id, *numbers)
