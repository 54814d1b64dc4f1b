"""The gold set: postings labelled by reading them, and the agreement of two sets of labels.

Here: the labels (`tests/gold/`), the same fields of a publication, counts of true, predicted and correct values, and
intervals by resampling postings. Not here: building the publication, printing (`score.py`).
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
"""Of one posting: the number of true values, of predicted values, and of those that are both."""
SKILLS = """select posting_id, skill_id, strength from marts.bridge_posting_skill"""
FIELDS = """
select posting_id, role_type, level, is_customer_facing, is_management, is_research, salary_min, salary_max,
    salary_currency, salary_period, years_experience_min as years_min, degree_min, work_mode, language
from marts.fct_posting where has_text"""
RESAMPLES, SEED = 1_000, 20260204


def read_labels(name: str) -> dict[str, Label]:
    """Return the labels of `development`, `frozen` or `second_reading`, by posting."""
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return {label["posting_id"]: label for label in map(json.loads, lines)}


def published_labels(layout: Layout) -> dict[str, Label]:
    """Return the values of a publication for every posting with text, in the shape of labels."""
    columns, rows = run_query(layout, FIELDS)
    predicted = {row[0]: {**dict(zip(columns, row, strict=True)), "skills": {}} for row in rows}
    for label in predicted.values():
        ends = label["salary_min"], label["salary_max"]
        stated = [number for number in ends if number is not None]
        label["pay"] = [[*ends, label["salary_currency"], label["salary_period"]]] if stated else None
    for posting_id, skill_id, strength in run_query(layout, SKILLS)[1]:
        if posting_id in predicted:
            predicted[posting_id]["skills"][skill_id] = strength
    return predicted


@dataclass(frozen=True)
class Score:
    """The scores of a field on one set of labels: sums of the counts and the 95 % interval of F1, NaN if not computed.

    The counts have the names of the columns of `meta.scorecard`; `found_count` is the number of predicted values.
    """

    field: str
    true_count: int
    found_count: int
    right_count: int
    low: float = math.nan
    high: float = math.nan

    @property
    def precision(self) -> float:
        """The share of predicted values that are true; 1 where nothing was predicted."""
        return self.right_count / self.found_count if self.found_count else 1.0

    @property
    def recall(self) -> float:
        """The share of true values that were predicted; 1 where nothing is true."""
        return self.right_count / self.true_count if self.true_count else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; the accuracy where each posting has exactly one value."""
        total = self.true_count + self.found_count
        return 2 * self.right_count / total if total else 1.0


def score_labels(true: Labels, predicted: Labels) -> list[Score]:
    """Score every field over the postings that both sets have."""
    shared = sorted(true.keys() & predicted.keys())
    return [
        _score(name, [count(true[posting_id], predicted[posting_id]) for posting_id in shared])
        for name, count in MEASURES.items()
    ]


def score_skills(true: Labels, predicted: Labels) -> list[Score]:
    """Score every skill that either set has, each over all the shared postings."""
    shared = sorted(true.keys() & predicted.keys())
    pairs = [(true[posting_id], predicted[posting_id]) for posting_id in shared]
    skills = sorted({skill for pair in pairs for label in pair for skill in label["skills"]})
    return [
        _score(
            skill,
            [_sets({skill} & {*label["skills"]}, {skill} & {*prediction["skills"]}) for label, prediction in pairs],
        )
        for skill in skills
    ]


def macro_f1(field: str, true: Labels, predicted: Labels) -> float:
    """Return the mean of the F1 of each value of a field."""
    shared = sorted(true.keys() & predicted.keys())
    pairs = [(true[posting_id][field], predicted[posting_id][field]) for posting_id in shared]
    scores = [
        _score("", [_sets({label} & {value}, {prediction} & {value}) for label, prediction in pairs])
        for value in {label for label, _ in pairs}
    ]
    return sum(score.f1 for score in scores) / len(scores)


def _score(field: str, counts: list[Counts]) -> Score:
    table = np.array(counts, dtype=float).reshape(-1, 3)
    # Postings are resampled, not values: the skills of one posting are not independent.
    draws = np.random.default_rng(SEED).integers(0, len(table), (RESAMPLES, len(table)))
    sums = table[draws].sum(axis=1)
    totals = sums[:, 0] + sums[:, 1]
    f1 = np.divide(2 * sums[:, 2], totals, out=np.ones(RESAMPLES), where=totals > 0)
    true_count, found_count, right_count = (int(number) for number in table.sum(axis=0))
    return Score(field, true_count, found_count, right_count, *(float(end) for end in np.percentile(f1, (2.5, 97.5))))


def _sets(true: Iterable[object], predicted: Iterable[object]) -> Counts:
    true, predicted = {*true}, {*predicted}
    return len(true), len(predicted), len(true & predicted)


KINDS = {row["skill_id"]: row["kind"] for row in load_seed("skill", None, SEEDS)}


def _skills_of(kind: str) -> Callable[[Label, Label], Counts]:
    def count(true: Label, predicted: Label) -> Counts:
        return _sets(*({skill for skill in label["skills"] if KINDS.get(skill) == kind} for label in (true, predicted)))

    return count


def _strength(true: Label, predicted: Label) -> Counts:
    """Compare required and preferred, over the skills that are one of the two on both sides."""
    sides = [
        {(skill, strength) for skill, strength in label["skills"].items() if strength != "mentioned"}
        for label in (true, predicted)
    ]
    shared = {skill for skill, _ in sides[0]} & {skill for skill, _ in sides[1]}
    return _sets(*({pair for pair in side if pair[0] in shared} for side in sides))


def _same(field: str) -> Callable[[Label, Label], Counts]:
    return lambda true, predicted: (1, 1, int(true[field] == predicted[field]))


def _stated(field: str, unstated: object) -> Callable[[Label, Label], Counts]:
    def count(true: Label, predicted: Label) -> Counts:
        return _sets({true[field]} - {unstated}, {predicted[field]} - {unstated})

    return count


def _flag(field: str) -> Callable[[Label, Label], Counts]:
    return lambda true, predicted: _sets({true[field]} & {True}, {predicted[field]} & {True})


def _has_pay(true: Label, predicted: Label) -> Counts:
    return _sets({bool(true["pay"])} & {True}, {bool(predicted["pay"])} & {True})


def _pay_range(true: Label, predicted: Label) -> Counts:
    """Where both have pay: whether the first predicted range is one of the true ones, with currency and period."""
    if not (true["pay"] and predicted["pay"]):
        return 0, 0, 0
    return 1, 1, int(_range(predicted["pay"][0]) in [_range(stated) for stated in true["pay"]])


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
    "pay found": _has_pay,
    "pay right, where found": _pay_range,
    "years of experience": _stated("years_min", None),
    "degree": _stated("degree_min", None),
    "work mode": _stated("work_mode", "unstated"),
    "language": _same("language"),
}
