"""The rules of extraction, compiled from the seeds into one automaton.

Here: what one phrase means wherever it stands (`Entry`) and how seeds become `Rules`. Not here:
running them (`matcher.py`, `mentions.py`) or the judgement itself (`dbt_project/seeds/`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import ahocorasick_rs

from ingestion.guards import Guard, read_guard
from ingestion.layout import SEEDS
from ingestion.seeds import load_seed

_SHORT = 2
_LEFT = " \n(/,'\"|+&[-–—:;.•·"
_RIGHT = " \n)/,'\"|&]-–—:;.!?"
TOPIC_KINDS = frozenset({"use_case", "domain", "fine_tuning_use", "fine_tuning_depth"})
"""Kinds of `phrase.csv` that say what a posting's work is about; their ids are named in `topic.csv`."""
ROW_KINDS = TOPIC_KINDS | {
    *("role_signal", "level", "work_mode", "employment_type", "degree", "flag", "company_stage", "visa", "clearance"),
}
"""Kinds of `phrase.csv` whose hits are mentions."""
CUE_KINDS = frozenset({"strength", "currency", "pay_cue", "years_cue", "company_size"})
"""Kinds that lead to other mentions and become no rows themselves."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One phrase and what it says. `phrase` is as written when `is_exact`, else lower-case."""

    kind: str
    canonical_id: str
    phrase: str
    is_exact: bool
    placement: str
    guard: Guard | None
    rule_id: str
    is_english: bool


_Meaning = tuple[str, bool, Entry]
"""The spelling that alone counts (empty: any), whether it is a skill, the phrase; unpacked a hundred times a text."""


class Pattern(NamedTuple):
    """What one pattern of an automaton says: in a title, in an English text, in a text of another language.

    `shift` is the width of the delimiters it carries on each side. `key` is the pattern where its
    bytes stand for other characters too and a match has to be compared, else empty.
    """

    shift: int
    begins_word: bool
    ends_word: bool
    key: str
    in_title: tuple[_Meaning, ...]
    in_english: tuple[_Meaning, ...]
    in_other: tuple[_Meaning, ...]


class Phrases(NamedTuple):
    """Phrases in one automaton; `patterns[i]` is what its pattern `i` says."""

    automaton: ahocorasick_rs.BytesAhoCorasick
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """All phrases, by where they are looked for.

    `anywhere` reads the whole text once. Phrases of titles read the first line only and words of pay
    the lines with an amount: in the whole text they were a third of all matches, nearly all for nothing.
    """

    anywhere: Phrases
    title: Phrases
    pay_cues: Phrases


def fold(text: str) -> str:
    """Return the text in lower case with straight apostrophes; its length, and so every offset, stays the same."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    return low.replace("\u2019", "'")


def compile_rules(overrides: Path | None = None, seeds: Path = SEEDS) -> Rules:
    """Return the rules of the seeds with a user's overrides, ready for `mentions.scan`."""
    rows = [row for name in ("guard", "skill_guard") for row in load_seed(name, overrides, seeds)]
    guards = {row["guard_id"]: read_guard(row) for row in rows}
    entries = [
        *_skill_entries(load_seed("skill_alias", overrides, seeds), load_seed("skill", overrides, seeds), guards),
        *_phrase_entries(load_seed("phrase", overrides, seeds), guards),
    ]
    titles = [entry for entry in entries if entry.placement == "title"]
    pay_cues = [entry for entry in entries if entry.kind == "pay_cue"]
    anywhere = [entry for entry in entries if entry.placement != "title" and entry.kind != "pay_cue"]
    return Rules(anywhere=_build(anywhere), title=_build(titles), pay_cues=_build(pay_cues))


def _skill_entries(
    aliases: Iterable[dict[str, str]], skills: Iterable[dict[str, str]], guards: dict[str, Guard]
) -> Iterator[Entry]:
    kinds = {row["skill_id"]: row["kind"] for row in skills}
    for row in aliases:
        guard = guards.get(row["guard_id"])
        yield Entry(
            kind="skill",
            canonical_id=row["skill_id"],
            phrase=row["alias"],
            is_exact=row["match"] == "exact",
            placement="any",
            guard=guard,
            rule_id=f"alias:{row['alias']}" + (f"+{guard.guard_id}" if guard else ""),
            is_english=kinds[row["skill_id"]] != "technology",
        )


def _phrase_entries(rows: Iterable[dict[str, str]], guards: dict[str, Guard]) -> Iterator[Entry]:
    for row in rows:
        if row["kind"] in ROW_KINDS | CUE_KINDS:
            guard = guards.get(row["guard_id"])
            yield Entry(
                kind=row["kind"],
                canonical_id=row["canonical_id"],
                phrase=row["phrase"],
                is_exact=row["match"] == "exact",
                placement=row["placement"],
                guard=guard,
                rule_id=f"phrase:{row['phrase']}" + (f"+{guard.guard_id}" if guard else ""),
                is_english=row["placement"] != "title",
            )


def to_bytes(low: str) -> bytes:
    """Return one byte for each character, so that the automaton's offsets are code points; the rare ones become "?"."""
    return low.encode("latin-1", "replace")


def _build(entries: Iterable[Entry]) -> Phrases:
    """Very short phrases carry their delimiters into the automaton, or every "r" of the text would be a match."""
    phrases: dict[str, list[Entry]] = {}
    for entry in entries:
        phrases.setdefault(fold(entry.phrase), []).append(entry)
    keys: list[bytes] = []
    patterns: list[Pattern] = []
    for phrase, meanings in phrases.items():
        is_short = len(phrase) <= _SHORT and phrase.isalnum()
        pattern = Pattern(
            shift=int(is_short),
            begins_word=not is_short and phrase[0].isalnum(),
            ends_word=not is_short and phrase[-1].isalnum(),
            key="",
            in_title=_meanings(entry for entry in meanings if entry.placement != "body"),
            in_english=_meanings(meanings),
            in_other=_meanings(entry for entry in meanings if not entry.is_english),
        )
        for variant in [left + phrase + right for left in _LEFT for right in _RIGHT] if is_short else [phrase]:
            keys.append(key := to_bytes(variant))
            patterns.append(pattern._replace(key=variant) if b"?" in key else pattern)
    automaton = ahocorasick_rs.BytesAhoCorasick(keys, matchkind=ahocorasick_rs.MatchKind.Standard)
    return Phrases(automaton, tuple(patterns))


def _meanings(entries: Iterable[Entry]) -> tuple[_Meaning, ...]:
    return tuple((entry.phrase if entry.is_exact else "", entry.kind == "skill", entry) for entry in entries)
