"""The rules of extraction, compiled from the seeds into one automaton.

Here: one phrase and its meaning (`Entry`) and how seeds become `Rules`. Not here:
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
"""Characters up to which a phrase needs a delimiter on either side."""
TOPIC_KINDS = frozenset({"use_case", "domain", "fine_tuning_use", "fine_tuning_depth"})
"""Kinds of `phrase.csv` for the subject of a posting's work; their ids have names in `topic.csv`."""
ROW_KINDS = TOPIC_KINDS | {
    *("role_signal", "level", "work_mode", "employment_type", "degree", "flag", "company_stage", "visa", "clearance"),
}
"""Kinds of `phrase.csv` whose matches become mentions."""
CUE_KINDS = frozenset({"strength", "currency", "pay_cue", "years_cue", "days_cue", "company_size"})
"""Kinds that only lead to other mentions, such as a currency sign to pay; they become no rows themselves."""
REQUESTED_KINDS = TOPIC_KINDS | {"skill", "degree", "clearance"}
"""Kinds that a posting can require of a candidate; the others are stated or, at most, negated."""
KINDS_WITH_OWN_POLARITY = frozenset({"visa"})
"""Kinds whose phrases are positive or negative themselves ("no visa sponsorship"): cues do not negate them again."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One phrase and its meaning. `phrase` has its own case when `is_exact`, else it is lower-case."""

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
        """The context rule that each occurrence of the phrase has to pass; None where it always counts."""
        return self.context_rule.context_rule_id if self.context_rule else None

    @property
    def concept(self) -> tuple[str, str, str]:
        """Kind, canonical id and, of a work mode, context rule: entries of one concept count once at one place.

        The context rule of a work mode states whose it is (`mode_of_role`, `remote_offered`); dbt ranks them by it.
        """
        return self.kind, self.canonical_id, (self.context_rule_id or "") if self.kind == "work_mode" else ""


TITLE, ENGLISH, OTHER = range(3)
"""Positions of a phrase: in a title, in the body of an English text, in the body of a text in another language."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases in one automaton, and the entries of each as arrays.

    `keys` are the folded phrases. One that `is_short` needs a delimiter on either side; one that `shares_bytes` has
    characters whose bytes also stand for others, so that each match has to be compared with the text. The entries of
    phrase `p` at a position (TITLE, ENGLISH, OTHER) are
    `entry_numbers[position][offsets[position][p] : offsets[position][p + 1]]`.
    """

    automaton: ahocorasick_rs.BytesAhoCorasick
    keys: tuple[str, ...]
    is_short: Booleans
    shares_bytes: Booleans
    offsets: tuple[Integers, ...]
    entry_numbers: tuple[Integers, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """All entries, as objects and as arrays with one item per entry, by its number in `entries`.

    `kind` and `concept` are ranks in the order of their names. `mention_columns` has the columns of a mention that
    its entry alone decides. `context_rule` is a number in `context_rules`, to be read where `has_context_rule`.
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
    mention_columns: Mapping[str, Strings]
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
    # Ranks instead of strings: comparing whole arrays of matches takes integers.
    concept_ranks = {concept: rank for rank, concept in enumerate(sorted({entry.concept for entry in entries}))}
    return Rules(
        entries=tuple(entries),
        kinds=tuple(kinds),
        kind=np.array([kinds.index(entry.kind) for entry in entries], dtype=np.int64),
        concept=np.array([concept_ranks[entry.concept] for entry in entries], dtype=np.int64),
        is_exact=np.array([entry.is_exact for entry in entries], dtype=np.bool_),
        is_skill=np.array([entry.kind == "skill" for entry in entries], dtype=np.bool_),
        is_requested=np.array([entry.kind in REQUESTED_KINDS for entry in entries], dtype=np.bool_),
        is_deniable=np.array([entry.kind not in KINDS_WITH_OWN_POLARITY for entry in entries], dtype=np.bool_),
        is_cue=np.array([entry.kind in CUE_KINDS for entry in entries], dtype=np.bool_),
        mention_columns={
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
    # All phrases in one conversion, cut apart afterwards: the line ends between them keep their word edges.
    joined = to_bytes(codes_of("\n".join(phrases)))
    ends = list(accumulate(len(phrase) + 1 for phrase in phrases))
    keys = [joined[end - len(phrase) - 1 : end - 1] for phrase, end in zip(phrases, ends, strict=True)]
    # Decided once per phrase and position here, so that the scan only looks up arrays.
    entry_numbers = [
        [[number for number, entry in meanings if _applies_at(entry, position)] for meanings in phrases.values()]
        for position in (TITLE, ENGLISH, OTHER)
    ]
    return Phrases(
        # Overlapping matches need `Standard`; the longest one is chosen after context rules, not before.
        automaton=ahocorasick_rs.BytesAhoCorasick(keys, matchkind=ahocorasick_rs.MatchKind.Standard),
        keys=tuple(phrases),
        is_short=np.array([len(phrase) <= _SHORT and phrase.isalnum() for phrase in phrases], dtype=np.bool_),
        shares_bytes=np.array(
            [not phrase.isascii() and has_shared_bytes(phrase) for phrase in phrases], dtype=np.bool_
        ),
        offsets=tuple(_offsets_of(groups) for groups in entry_numbers),
        entry_numbers=tuple(_concatenated(groups) for groups in entry_numbers),
    )


def _applies_at(entry: Entry, position: int) -> bool:
    """Whether an entry's phrase counts in a title, an English body or a body in another language."""
    if entry.placement == "title":
        return position == TITLE
    return entry.placement != "body" if position == TITLE else position == ENGLISH or not entry.is_english


def _offsets_of(groups: Sequence[Sequence[int]]) -> Integers:
    return np.cumsum([0, *(len(group) for group in groups)], dtype=np.int64)


def _concatenated(groups: Sequence[Sequence[int]]) -> Integers:
    return np.array([number for group in groups for number in group], dtype=np.int64)
