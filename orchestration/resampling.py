"""Intervals by resampling, for what has no closed form: the median of groups whose members share companies.

Here: the arithmetic, on arrays. Not here: how SQL calls it (`sql_functions.py`), or the intervals of shares and
differences, which are closed forms (`statistics.sql` and `clusters.sql` among the macros of dbt).
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int32]

REPLICATES = 1_000
LEAST_CLUSTERS = 10
"""Of fewer the interval would come out too narrow, and there is none."""
_SEED = 20_260_204
_TAILS = (0.025, 0.975)
_CELLS_AT_ONCE = 1_000_000


def median_intervals(
    groups: Sequence[tuple[Floats, npt.NDArray[Any]]], replicates: int = REPLICATES
) -> list[tuple[float, float] | None]:
    """Return the 95 % interval of the median of each group: its values (shape n) and the cluster of each (shape n).

    A replicate draws as many clusters as a group has, with replacement, each with all its values; the interval holds
    the middle 95 % of the replicates' medians (the cluster bootstrap and its percentile interval: Davison and Hinkley,
    Bootstrap Methods and their Application, 1997, sections 3.8 and 5.3). The seed is fixed: the same values give the
    same interval, in whatever order they come. None where there are fewer than `LEAST_CLUSTERS` clusters.
    """
    intervals = list[tuple[float, float] | None]([None] * len(groups))
    sizes = [len(np.unique(clusters)) for _, clusters in groups]
    # Groups of as many clusters, one after the other, are drawn alike.
    for number in sorted(range(len(groups)), key=sizes.__getitem__):
        if sizes[number] >= LEAST_CLUSTERS:
            low, high = np.quantile(resampled_medians(*groups[number], replicates), _TAILS)
            intervals[number] = float(low), float(high)
    return intervals


def resampled_medians(values: Floats, clusters: npt.NDArray[Any], replicates: int = REPLICATES) -> Floats:
    """Return the median of `values` (shape n) in each replicate (shape `replicates`)."""
    order = np.lexsort((clusters, values))
    names, cluster = np.unique(clusters[order], return_inverse=True)
    times = times_drawn(len(names), replicates)
    at_once = max(1, _CELLS_AT_ONCE // len(values))
    parts = [
        _medians(values[order], times[:, begin : begin + at_once][cluster]) for begin in range(0, replicates, at_once)
    ]
    return np.concatenate(parts)


@lru_cache(maxsize=2)
def times_drawn(clusters: int, replicates: int) -> Counts:
    """Return how often each cluster is drawn, of shape (clusters, replicates): every column sums to `clusters`."""
    drawn = np.random.default_rng(_SEED).integers(clusters, size=(replicates, clusters))
    drawn += clusters * np.arange(replicates)[:, np.newaxis]
    times = np.bincount(drawn.ravel(), minlength=replicates * clusters).astype(np.int32)
    return np.ascontiguousarray(times.reshape(replicates, clusters).T)


def _medians(values: Floats, times: Counts) -> Floats:
    """The median of the sorted `values` (shape n), as often as each column of `times` (shape n, m) has them."""
    reached = np.cumsum(times, axis=0, dtype=np.int32)
    total = reached[-1]
    lower, upper = ((reached <= rank).sum(axis=0) for rank in ((total - 1) // 2, total // 2))
    middle: Floats = (values[lower] + values[upper]) / 2
    return middle
