"""The greedy path: compared with its definition, ties, units that cannot be met, and the function that SQL calls."""

from fractions import Fraction

import duckdb
import numpy as np
import pytest

from orchestration.transform.skill_path import greedy_path
from orchestration.transform.sql_functions import Plugin

pytestmark = pytest.mark.unit


def _by_definition(units, needed, most_steps):
    """Compute the path in exact fractions, unit by unit."""
    chosen, brought, met_at = [], [], [0] * len(units)
    while len(chosen) < most_steps:
        gains = {}
        for names, need, met in zip(units, needed, met_at, strict=True):
            for name in set(names) - set(chosen) if not met else ():
                gains[name] = gains.get(name, 0) + Fraction(1, need)
        if not gains:
            break
        best = min(gains, key=lambda name: (-gains[name], name))
        chosen.append(best)
        brought.append(gains[best])
        for place, names in enumerate(units):
            if not met_at[place] and len(set(names) & set(chosen)) >= needed[place]:
                met_at[place] = len(chosen)
    return chosen, brought, met_at


def _pairs(units):
    pairs = [(place, name) for place, names in enumerate(units) for name in names]
    return np.array([place for place, _ in pairs], dtype=int), np.array([name for _, name in pairs], dtype=int)


@pytest.mark.parametrize("seed", range(20))
def test_each_step_takes_the_item_with_the_largest_gain_for_unmet_units(seed):
    random = np.random.default_rng(seed)
    units = [sorted(random.choice(12, size=random.integers(0, 7), replace=False).tolist()) for _ in range(40)]
    # Powers of two: their fractions add up exactly, so that ties are ties.
    needed = [int(random.choice([1, 2, 4])) for _ in units]
    path = greedy_path(*_pairs(units), np.array(needed), 8)
    chosen, brought, met_at = _by_definition(units, needed, 8)
    assert path.chosen == chosen
    assert path.brought == brought
    assert path.met_at.tolist() == met_at


def test_the_order_of_the_pairs_changes_nothing():
    random = np.random.default_rng(1)
    unit, named = np.divmod(random.choice(60 * 30, size=400, replace=False), 30)
    needed = random.integers(1, 8, size=60)
    first = greedy_path(unit, named, needed, 20)
    order = random.permutation(len(unit))
    again = greedy_path(unit[order], named[order], needed, 20)
    assert (again.chosen, again.brought) == (first.chosen, first.brought)
    assert (again.met_at == first.met_at).all()


def test_the_path_ends_when_no_item_brings_a_gain_and_a_unit_without_items_is_never_met():
    path = greedy_path(*_pairs([[3], [3, 5], []]), np.array([1, 1, 1]), 20)
    assert (path.chosen, path.brought, path.met_at.tolist()) == ([3], [2.0], [1, 1, 0])


def test_sql_calls_it_by_group():
    with duckdb.connect() as connection:
        Plugin("test", {}).configure_connection(connection)
        rows = connection.execute(
            """
            with units (path, named, needed) as (
                values ('a', [1, 2], 1), ('a', [2], 1), ('a', [], 1), ('b', [7, 9], 2), ('b', [9], 1)
            )
            select path, greedy_path(array_agg(named), array_agg(needed), 2) from units group by path order by path
            """
        ).fetchall()
    assert rows == [
        ("a", {"chosen": [2], "brought": [2.0], "met_at": [1, 1, 0]}),
        ("b", {"chosen": [9, 7], "brought": [1.5, 0.5], "met_at": [2, 1]}),
    ]
