"""The gold set: postings labelled by reading them, and what two sets of labels have in common.

Here: the labels (`tests/gold/`), the same fields as a publication states them, counts of true, found and right, and
intervals that resample postings. Not here: building the publication, printing (`score.py`).
"""

import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ingestion.storage.layout import SEEDS, Layout
from ingestion.storage.seeds import load_seed
from orchestration.queries.database import run_query

FOLDER = Path(__file__).parent / "gold"
Label = Mapping[str, Any]
Labels = Mapping[str, Label]
Counts = tuple[int, int, int]
"""Of one posting: how many are true, how many were found, how many of these are right."""
SKILLS = """select posting_id, skill_id, strength from marts.bridge_posting_skill"""
FIELDS = """
select posting_id, role_type, level, is_customer_facing, is_management, is_research, salary_min, salary_max,
    salary_currency, salary_period, years_experience_min as years_min, degree_min, work_mode, language
from marts.fct_posting where has_text"""
RESAMPLES, SEED = 1_000, 20260204


def read_labels(name: str) -> dict[str, Label]:
    """The labels of `development`, `frozen` or `second_reading`, by posting."""
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return {label["posting_id"]: label for label in map(json.loads, lines)}


def published_labels(layout: Layout) -> dict[str, Label]:
    """What a publication says of every posting with text, in the shape of labels."""
    columns, rows = run_query(layout, FIELDS)
    found = {row[0]: {**dict(zip(columns, row, strict=True)), "skills": {}} for row in rows}
    for label in found.values():
        ends = label["salary_min"], label["salary_max"]
        stated = [number for number in ends if number is not None]
        label["pay"] = [[*ends, label["salary_currency"], label["salary_period"]]] if stated else None
    for posting_id, skill_id, strength in run_query(layout, SKILLS)[1]:
        if posting_id in found:
            found[posting_id]["skills"][skill_id] = strength
    return found


@dataclass(frozen=True)
class Score:
    """A field on one set: sums of the counts and, where postings were resampled, the 95 % interval of F1."""

    field: str
    true: int
    found: int
    right: int
    low: float = math.nan
    high: float = math.nan

    @property
    def precision(self) -> float:
        """Of what was found, the share that is true; 1 where nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Of what is true, the share that was found; 1 where nothing is true."""
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """Twice what is right over what is true and what was found; the accuracy where each posting has one value."""
        return 2 * self.right / (self.true + self.found) if self.true + self.found else 1.0


def score_labels(true: Labels, found: Labels) -> list[Score]:
    """Every field of the postings that both have."""
    shared = sorted(true.keys() & found.keys())
    return [_score(name, [count(true[one], found[one]) for one in shared]) for name, count in MEASURES.items()]


def score_skills(true: Labels, found: Labels) -> list[Score]:
    """Every skill that either has, each over all the postings."""
    shared = sorted(true.keys() & found.keys())
    skills = sorted({skill for one in shared for label in (true[one], found[one]) for skill in label["skills"]})
    return [
        _score(skill, [_sets({skill} & {*true[one]["skills"]}, {skill} & {*found[one]["skills"]}) for one in shared])
        for skill in skills
    ]


def macro_f1(field: str, true: Labels, found: Labels) -> float:
    """The mean of the F1 of each value of a field."""
    shared = sorted(true.keys() & found.keys())
    values = {true[one][field] for one in shared}
    each = [
        _score("", [_sets({true[one][field]} & {value}, {found[one][field]} & {value}) for one in shared])
        for value in values
    ]
    return sum(score.f1 for score in each) / len(each)


def _score(field: str, counts: list[Counts]) -> Score:
    table = np.array(counts, dtype=float).reshape(-1, 3)
    draws = np.random.default_rng(SEED).integers(0, len(table), (RESAMPLES, len(table)))
    sums = table[draws].sum(axis=1)
    asked = sums[:, 0] + sums[:, 1]
    f1 = np.divide(2 * sums[:, 2], asked, out=np.ones(RESAMPLES), where=asked > 0)
    true, found, right = (int(number) for number in table.sum(axis=0))
    return Score(field, true, found, right, *(float(end) for end in np.percentile(f1, (2.5, 97.5))))


def _sets(true: Iterable[object], found: Iterable[object]) -> Counts:
    true, found = {*true}, {*found}
    return len(true), len(found), len(true & found)


KINDS = {row["skill_id"]: row["kind"] for row in load_seed("skill", None, SEEDS)}


def _skills_of(kind: str) -> Callable[[Label, Label], Counts]:
    def count(true: Label, found: Label) -> Counts:
        return _sets(*({skill for skill in label["skills"] if KINDS.get(skill) == kind} for label in (true, found)))

    return count


def _strength(true: Label, found: Label) -> Counts:
    """Required against preferred, of the skills that both say are one of the two."""
    sides = [
        {(skill, strength) for skill, strength in label["skills"].items() if strength != "mentioned"}
        for label in (true, found)
    ]
    shared = {skill for skill, _ in sides[0]} & {skill for skill, _ in sides[1]}
    return _sets(*({pair for pair in side if pair[0] in shared} for side in sides))


def _same(field: str) -> Callable[[Label, Label], Counts]:
    return lambda true, found: (1, 1, int(true[field] == found[field]))


def _stated(field: str, unstated: object) -> Callable[[Label, Label], Counts]:
    def count(true: Label, found: Label) -> Counts:
        return _sets({true[field]} - {unstated}, {found[field]} - {unstated})

    return count


def _flag(field: str) -> Callable[[Label, Label], Counts]:
    return lambda true, found: _sets({true[field]} & {True}, {found[field]} & {True})


def _pay_found(true: Label, found: Label) -> Counts:
    return _sets({bool(true["pay"])} & {True}, {bool(found["pay"])} & {True})


def _pay_right(true: Label, found: Label) -> Counts:
    """Of the postings where both have pay: the first range found is one of those stated, ends, currency and period."""
    if not (true["pay"] and found["pay"]):
        return 0, 0, 0
    return 1, 1, int(_range(found["pay"][0]) in [_range(stated) for stated in true["pay"]])


def _range(pay: list[Any]) -> tuple[object, ...]:
    low, high, currency, period = pay
    ends = [float(end) for end in (low, high) if end is not None]
    return min(ends), max(ends), currency, period


MEASURES: Mapping[str, Callable[[Label, Label], Counts]] = {
    "technologies": _skills_of("technology"),
    "practices": _skills_of("practice"),
    "required or preferred": _strength,
    "role type": _same("role_type"),
    "level": _same("level"),
    "customer-facing": _same("is_customer_facing"),
    "customer-facing, where true": _flag("is_customer_facing"),
    "management": _same("is_management"),
    "management, where true": _flag("is_management"),
    "research": _same("is_research"),
    "pay found": _pay_found,
    "pay right, where found": _pay_right,
    "years of experience": _stated("years_min", None),
    "degree": _stated("degree_min", None),
    "work mode": _stated("work_mode", "unstated"),
    "language": _same("language"),
}
