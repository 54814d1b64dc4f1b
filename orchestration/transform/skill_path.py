"""Greedy cover: items chosen one after another, each time the one with the largest gain for the units not yet met.

In `rpt_skill_path.sql` the items are skills and the units postings. Here: the arithmetic, on arrays. Not here: how SQL
calls it (`sql_functions.py`).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class GreedyPath:
    """Items in the order they were chosen in, the gain that each brought, and the step at which each unit was met.

    Steps count from 1; 0 is a unit that was never met.
    """

    chosen: list[int]
    brought: list[float]
    met_at: Integers


def greedy_path(
    unit: npt.NDArray[Any], named: npt.NDArray[Any], needed: npt.NDArray[Any], most_steps: int
) -> GreedyPath:
    """Take up to `most_steps` items, each time the one that brings most; of equals the one with the lowest number.

    `unit` and `named` (shape n) are the pairs of a unit and an item that it names, each pair once. `needed` (shape of
    the units) is how many of the items it names must be taken until a unit is met. An item brings 1 / needed to each
    unit that names it and is not met. The order of the pairs does not matter.
    """
    # The greedy rule comes within a factor of 1 - 1/e of the best set (Nemhauser, Wolsey and Fisher, Mathematical
    # Programming 14, 1978).
    # Sorted, because sums of fractions depend on the order of their terms and ties must be the same in every build.
    order = np.lexsort((unit, needed[unit], named))
    unit, named = unit[order], named[order]
    known, met_at = np.zeros_like(needed), np.zeros(len(needed), dtype=np.int64)
    chosen: list[int] = []
    brought: list[float] = []
    while len(chosen) < most_steps and len(named):
        gains = np.bincount(named, weights=1.0 / needed[unit])
        # argmax gives the first of equal maxima, which is the lowest number.
        best = int(gains.argmax())
        chosen.append(best)
        brought.append(float(gains[best]))
        served = unit[named == best]
        known[served] += 1
        met_at[served[known[served] >= needed[served]]] = len(chosen)
        # Only pairs of items not taken and units not met can still bring anything, so the arrays shrink at each step.
        remaining = (named != best) & (met_at[unit] == 0)
        unit, named = unit[remaining], named[remaining]
    return GreedyPath(chosen, brought, met_at)
