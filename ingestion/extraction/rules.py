"""The rules of extraction, compiled from the seeds into one automaton.

Here: what one phrase means wherever it stands (`Entry`) and how seeds become `Rules`. Not here:
running them (`matcher.py`, `mentions.py`) or the judgement itself (`dbt_project/seeds/`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import ahocorasick_rs
import numpy as np
import pyarrow as pa

from ingestion.extraction.character_classes import Booleans, Integers, codes_of, has_shared_bytes, to_bytes
from ingestion.extraction.context_rules import ContextRule, ContextRules, read_context_rule
from ingestion.storage.layout import SEEDS
from ingestion.storage.seeds import load_seed
from ingestion.text.folding import fold

Strings = pa.StringArray

_SHORT = 2
TOPIC_KINDS = frozenset({"use_case", "domain", "fine_tuning_use", "fine_tuning_depth"})
"""Kinds of `phrase.csv` that say what a posting's work is about; their ids are named in `topic.csv`."""
ROW_KINDS = TOPIC_KINDS | {
    *("role_signal", "level", "work_mode", "employment_type", "degree", "flag", "company_stage", "visa", "clearance"),
}
"""Kinds of `phrase.csv` whose hits are mentions."""
CUE_KINDS = frozenset({"strength", "currency", "pay_cue", "years_cue", "days_cue", "company_size"})
"""Kinds that lead to other mentions and become no rows themselves."""
ASKED = TOPIC_KINDS | {"skill", "degree", "clearance"}
"""Kinds that a posting asks for; the others are stated or, at most, denied."""
OWN_POLARITY = frozenset({"visa"})
"""Kinds whose phrases say yes or no themselves: a cue beside them denies them no second time."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One phrase and what it says. `phrase` is as written when `is_exact`, else lower-case."""

    kind: str
    canonical_id: str
    phrase: str
    is_exact: bool
    placement: str
    context_rule: ContextRule | None
    rule_id: str
    is_english: bool

    @property
    def context_rule_id(self) -> str | None:
        """The rule about the words around it that a phrase has to pass; none where it counts wherever it stands."""
        return self.context_rule.context_rule_id if self.context_rule else None

    @property
    def concept(self) -> tuple[str, str, str]:
        """What an entry says: kind and canonical id, of a work mode also the context rule: of whom it is said."""
        return self.kind, self.canonical_id, (self.context_rule_id or "") if self.kind == "work_mode" else ""


TITLE, ENGLISH, OTHER = range(3)
"""Where a phrase stands: in a title, in the body of an English text, in that of a text of another language."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases in one automaton, and what they say as arrays.

    `keys` are the phrases, folded. A short one needs a delimiter on either side; one that `is_vague` has characters
    that share their bytes with others, so that a match has to be compared. What phrase `p` says at place `where`
    are the numbers of entries `said[first[where][p] : first[where][p + 1]]`.
    """

    automaton: ahocorasick_rs.BytesAhoCorasick
    keys: tuple[str, ...]
    is_short: Booleans
    is_vague: Booleans
    first: tuple[Integers, Integers, Integers]
    said: tuple[Integers, Integers, Integers]


@dataclass(frozen=True, slots=True)
class Rules:
    """All phrases.

    The arrays have one item per entry, whose number it is in; `kind` and `concept` are ranks in the order
    of their names. `told` has what a mention says of its phrase, by column.
    """

    entries: tuple[Entry, ...]
    kinds: tuple[str, ...]
    kind: Integers
    concept: Integers
    is_exact: Booleans
    is_skill: Booleans
    is_requested: Booleans
    is_deniable: Booleans
    is_cue: Booleans
    has_context_rule: Booleans
    context_rule: Integers
    context_rules: ContextRules
    told: Mapping[str, Strings]
    is_pay_cue: Booleans
    phrases: Phrases


def compile_rules(overrides: Path | None = None, seeds: Path = SEEDS) -> Rules:
    """Return the rules of the seeds with a user's overrides, ready for `mentions.scan`."""
    rows = [row for name in ("context_rule", "skill_context_rule") for row in load_seed(name, overrides, seeds)]
    context_rules = {row["context_rule_id"]: read_context_rule(row) for row in rows}
    entries = [
        *_skill_entries(
            load_seed("skill_alias", overrides, seeds), load_seed("skill", overrides, seeds), context_rules
        ),
        *_phrase_entries(load_seed("phrase", overrides, seeds), context_rules),
    ]
    places = {context_rule_id: place for place, context_rule_id in enumerate(context_rules)}
    kinds = sorted({entry.kind for entry in entries})
    ideas = {concept: rank for rank, concept in enumerate(sorted({entry.concept for entry in entries}))}
    return Rules(
        entries=tuple(entries),
        kinds=tuple(kinds),
        kind=np.array([kinds.index(entry.kind) for entry in entries], dtype=np.int64),
        concept=np.array([ideas[entry.concept] for entry in entries], dtype=np.int64),
        is_exact=np.array([entry.is_exact for entry in entries], dtype=np.bool_),
        is_skill=np.array([entry.kind == "skill" for entry in entries], dtype=np.bool_),
        is_requested=np.array([entry.kind in ASKED for entry in entries], dtype=np.bool_),
        is_deniable=np.array([entry.kind not in OWN_POLARITY for entry in entries], dtype=np.bool_),
        is_cue=np.array([entry.kind in CUE_KINDS for entry in entries], dtype=np.bool_),
        told={
            name: pa.array([getattr(entry, name) for entry in entries], pa.string())
            for name in ("kind", "canonical_id", "rule_id", "context_rule_id")
        },
        context_rule=np.array(
            [places[entry.context_rule.context_rule_id] if entry.context_rule else 0 for entry in entries],
            dtype=np.int64,
        ),
        context_rules=ContextRules.of(context_rules.values()),
        has_context_rule=np.array([entry.context_rule is not None for entry in entries], dtype=np.bool_),
        is_pay_cue=np.array([entry.kind == "pay_cue" for entry in entries], dtype=np.bool_),
        phrases=_build(entries),
    )


def _skill_entries(
    aliases: Iterable[dict[str, str]], skills: Iterable[dict[str, str]], context_rules: dict[str, ContextRule]
) -> Iterator[Entry]:
    kinds = {row["skill_id"]: row["kind"] for row in skills}
    for row in aliases:
        yield Entry(
            kind="skill",
            canonical_id=row["skill_id"],
            phrase=row["alias"],
            is_exact=row["match"] == "exact",
            placement="any",
            context_rule=context_rules.get(row["context_rule_id"]),
            rule_id=f"alias:{row['alias']}",
            is_english=kinds[row["skill_id"]] != "technology",
        )


def _phrase_entries(rows: Iterable[dict[str, str]], context_rules: dict[str, ContextRule]) -> Iterator[Entry]:
    for row in rows:
        if row["kind"] in ROW_KINDS | CUE_KINDS:
            yield Entry(
                kind=row["kind"],
                canonical_id=row["canonical_id"],
                phrase=row["phrase"],
                is_exact=row["match"] == "exact",
                placement=row["placement"],
                context_rule=context_rules.get(row["context_rule_id"]),
                rule_id=f"phrase:{row['phrase']}",
                is_english=row["placement"] != "title",
            )


def _build(entries: Sequence[Entry]) -> Phrases:
    phrases: dict[str, list[tuple[int, Entry]]] = {}
    for number, entry in enumerate(entries):
        phrases.setdefault(fold(entry.phrase), []).append((number, entry))
    joined = to_bytes(codes_of("\n".join(phrases)))
    ends = list(accumulate(len(phrase) + 1 for phrase in phrases))
    keys = [joined[end - len(phrase) - 1 : end - 1] for phrase, end in zip(phrases, ends, strict=True)]
    said = [
        [[number for number, entry in meanings if _says(entry, where)] for meanings in phrases.values()]
        for where in (TITLE, ENGLISH, OTHER)
    ]
    return Phrases(
        automaton=ahocorasick_rs.BytesAhoCorasick(keys, matchkind=ahocorasick_rs.MatchKind.Standard),
        keys=tuple(phrases),
        is_short=np.array([len(phrase) <= _SHORT and phrase.isalnum() for phrase in phrases], dtype=np.bool_),
        is_vague=np.array([not phrase.isascii() and has_shared_bytes(phrase) for phrase in phrases], dtype=np.bool_),
        first=(_firsts(said[TITLE]), _firsts(said[ENGLISH]), _firsts(said[OTHER])),
        said=(_joined(said[TITLE]), _joined(said[ENGLISH]), _joined(said[OTHER])),
    )


def _says(entry: Entry, where: int) -> bool:
    """Whether an entry's phrase says anything where it stands."""
    if entry.placement == "title":
        return where == TITLE
    return entry.placement != "body" if where == TITLE else where == ENGLISH or not entry.is_english


def _firsts(groups: Sequence[Sequence[int]]) -> Integers:
    return np.cumsum([0, *(len(group) for group in groups)], dtype=np.int64)


def _joined(groups: Sequence[Sequence[int]]) -> Integers:
    return np.array([number for group in groups for number in group], dtype=np.int64)
