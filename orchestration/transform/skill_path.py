"""Greedy order: thing after thing, each time the one that brings most to those who are not served yet.

Here: the arithmetic, on arrays. Not here: how SQL calls it (`sql_functions.py`), or what is ordered
(`rpt_skill_path.sql`).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Path:
    """What was taken, in order, what each brought, and at which step (from one, 0 never) each unit was met."""

    taken: list[int]
    brought: list[float]
    met_at: Integers


def greedy_path(unit: npt.NDArray[Any], named: npt.NDArray[Any], needed: npt.NDArray[Any], most_steps: int) -> Path:
    """Take up to `most_steps` things, each time the one that brings most; of equals the one of the least number.

    `unit` and `named` (shape n) say which unit names which thing, each pair once; `needed` (shape of the units) how
    many of the things it names must be taken until it is met. A thing brings 1 / needed to each unit that names it and
    is not met. The order of the pairs changes nothing. (The greedy rule and how near it comes to the best set:
    Nemhauser, Wolsey and Fisher, Mathematical Programming 14, 1978.)
    """
    # In one order whatever comes in: sums of fractions depend on it.
    order = np.lexsort((unit, needed[unit], named))
    unit, named = unit[order], named[order]
    known, met_at = np.zeros_like(needed), np.zeros(len(needed), dtype=np.int64)
    taken: list[int] = []
    brought: list[float] = []
    while len(taken) < most_steps and len(named):
        offered = np.bincount(named, weights=1.0 / needed[unit])
        best = int(offered.argmax())
        taken.append(best)
        brought.append(float(offered[best]))
        served = unit[named == best]
        known[served] += 1
        met_at[served[known[served] >= needed[served]]] = len(taken)
        left = (named != best) & (met_at[unit] == 0)
        unit, named = unit[left], named[left]
    return Path(taken, brought, met_at)
