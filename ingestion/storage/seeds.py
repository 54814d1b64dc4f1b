"""Reading the seeds: judgement as data, the project's own rows and a user's overrides of them.

Here: one reader for `dbt_project/seeds/NAME.csv` and the override file of the same name, with the
key by which an override replaces a row; dbt unions the same files by the same keys. Not here: the
meaning of a seed's rows (`rules.py`, `sections.py`, `language.py` and the dbt models).
"""

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from ingestion.storage.layout import DBT_PROJECT, SEEDS

SEED_COLUMNS: dict[str, tuple[str, ...]] = {
    "skill": ("skill_id", "skill_name", "category", "kind", "parent_skill_id", "reason"),
    "skill_alias": ("alias", "skill_id", "match", "context_rule_id", "reason"),
    "phrase": ("kind", "canonical_id", "phrase", "match", "placement", "context_rule_id", "reason"),
    "role_signal": ("scheme", "signal_kind", "signal_id", "placement", "role_type", "weight", "reason"),
    "language_word": ("language", "word"),
    **dict.fromkeys(
        ("context_rule", "skill_context_rule"),
        (
            *("context_rule_id", "needs_near", "window", "not_before", "not_after", "not_near", "not_own_company"),
            *("reason", "accepts", "rejects"),
        ),
    ),
}
"""The header each of these seeds must have, in this order."""

_REFERENCES: dict[str, tuple[tuple[str, tuple[str, ...], str], ...]] = {
    "skill": (("parent_skill_id", ("skill",), "skill_id"),),
    "skill_alias": (
        ("skill_id", ("skill",), "skill_id"),
        ("context_rule_id", ("context_rule", "skill_context_rule"), "context_rule_id"),
    ),
    "phrase": (("context_rule_id", ("context_rule", "skill_context_rule"), "context_rule_id"),),
}

_CHOICES: dict[str, dict[str, tuple[str, ...]]] = {
    "skill": {"kind": ("technology", "practice")},
    "skill_alias": {"match": ("any_case", "exact")},
    "phrase": {"match": ("any_case", "exact"), "placement": ("title", "body", "any", "before", "after", "end")},
    "role_signal": {
        "signal_kind": ("phrase", "skill", "skill_share", "baseline"),
        "placement": ("title", "body", "any"),
    },
}


RENAMED_SEEDS = {"guard": "context_rule", "skill_guard": "skill_context_rule", "field_view": "field_priority"}
RENAMED_COLUMNS = {
    "guard_id": "context_rule_id",
    "view": "record_type",
    "view_tier": "record_type_tier",
    "view_rank": "record_type_rank",
}
"""Earlier names of seeds and of their columns, each with its present name."""


class SeedError(ValueError):
    """A seed that cannot be used; the message names the file, the line and the remedy."""


@cache
def dbt_variables() -> Mapping[str, Any]:
    """Return the variables of `dbt_project.yml`, which SQL and Python both read."""
    project = yaml.load((DBT_PROJECT / "dbt_project.yml").read_bytes(), yaml.CSafeLoader)
    return MappingProxyType(project["vars"])


def seed_keys() -> dict[str, tuple[str, ...]]:
    """Return the key columns of each seed; an override row with the same key replaces the project's row."""
    variables = dbt_variables()
    return {name: tuple(key) for name, key in {**variables["seed_keys"], **variables["matcher_seed_keys"]}.items()}


def check_override_names(overrides: Path) -> None:
    """Raise `SeedError` for an override with an earlier name of a seed: it would silently not be read."""
    for old, new in RENAMED_SEEDS.items():
        if (overrides / f"{old}.csv").exists():
            columns = ", ".join(f"`{before}` to `{after}`" for before, after in RENAMED_COLUMNS.items())
            raise SeedError(
                f"{overrides / old}.csv: the seed is called {new}.csv now; rename the file (and {columns})."
            )


def load_seed(name: str, overrides: Path | None = None, seeds: Path = SEEDS) -> list[dict[str, str]]:
    """Return the rows of one seed in file order; `overrides/NAME.csv` replaces rows of the same key and adds new ones.

    Raises `SeedError` for a missing file, a wrong header, a key that occurs twice in one file or a
    reference to a row that no seed has.
    """
    merged, lines = _merge(name, overrides, seeds)
    for column, targets, target_column in _REFERENCES.get(name, ()):
        # References are checked after merging: an override may add the skill that its own alias names.
        known = {row[target_column] for target in targets for row in _merge(target, overrides, seeds)[0]}
        for row, place in zip(merged, lines, strict=True):
            if row[column] and row[column] not in known:
                listed = " or ".join(f"{target}.csv" for target in targets)
                raise SeedError(
                    f"{place}: unknown {column} {row[column]!r}; add it to {listed} or correct the spelling."
                )
    return merged


def _merge(name: str, overrides: Path | None, seeds: Path) -> tuple[list[dict[str, str]], list[str]]:
    """Return the rows of a seed with the overrides applied, and the file and line of each."""
    # A dictionary keeps the place of a replaced row, so that an override does not change the order.
    rows = dict(_read(name, seeds / f"{name}.csv"))
    override = overrides / f"{name}.csv" if overrides else None
    if override and override.exists():
        rows.update(_read(name, override))
    return [row for row, _ in rows.values()], [place for _, place in rows.values()]


def _read(name: str, file: Path) -> Iterator[tuple[tuple[str, ...], tuple[dict[str, str], str]]]:
    """Yield the key of each row with the row and its place in the file; raises `SeedError`."""
    if not file.exists():
        raise SeedError(f"{file}: no such seed; known are {', '.join(sorted(SEED_COLUMNS))}.")
    line_by_key: dict[tuple[str, ...], int] = {}
    # Spreadsheets save CSV with a byte-order mark, which would become a part of the first column's name.
    with file.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.DictReader(handle)
        _check_header(name, file, tuple(reader.fieldnames or ()))
        columns = seed_keys()[name]
        for row in reader:
            place = f"{file}, line {reader.line_num}"
            # `csv` puts surplus cells under None and fills missing ones with None.
            if None in row or None in row.values():
                raise SeedError(
                    f'{place}: not {len(reader.fieldnames or ())} values; put "…" around values with commas.'
                )
            key = tuple(row[column] for column in columns)
            if key in line_by_key:
                raise SeedError(f"{place}: the key {key} is on line {line_by_key[key]} already; keep one of the two.")
            _check_choices(name, place, row)
            line_by_key[key] = reader.line_num
            yield key, (row, place)


def _check_header(name: str, file: Path, header: tuple[str, ...]) -> None:
    if name not in SEED_COLUMNS:
        raise SeedError(f"{file}: no key is known for this seed; known are {', '.join(sorted(SEED_COLUMNS))}.")
    expected = SEED_COLUMNS[name]
    if header != expected:
        raise SeedError(f"{file}, line 1: the header is {','.join(header)}; write {','.join(expected)}.")


def _check_choices(name: str, place: str, row: dict[str, str]) -> None:
    for column, choices in _CHOICES.get(name, {}).items():
        if row[column] not in choices:
            raise SeedError(f"{place}: {column} is {row[column]!r}; write {' or '.join(choices)}.")
