"""Intervals by resampling, for what has no closed form: the median of groups whose members share companies.

Here: the arithmetic, on arrays. Not here: how SQL calls it (`sql_functions.py`), or the intervals of shares and
differences, which are closed forms (`transform/statistics.py`).
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float32]

REPLICATES = 1_000
LEAST_CLUSTERS = 10
"""With fewer clusters the interval would be too narrow, so none is given."""
# More clusters than this are merged into as many groups, which are drawn in their place: the interval is as wide, and
# the matrix of weights grows no further.
_MOST_CLUSTERS = 4_096
# Fixed, so that equal data gives equal bytes.
_SEED = 20_260_204
_TAILS = (0.025, 0.975)
# Bounds the memory of the cumulative weights: values times replicates, 32 bits each.
_CELLS_AT_ONCE = 2_000_000
# Medians of replicates nearly always lie within this many times 1 / sqrt(clusters), as a share of all ranks, of the
# middle rank, so only the ranks in that window are cumulated.
_WINDOW = 2.5


def median_intervals(
    groups: Sequence[tuple[Floats, npt.NDArray[Any]]], replicates: int = REPLICATES
) -> list[tuple[float, float] | None]:
    """Return the 95 % interval of the median of each group: its values (shape n) and the cluster of each (shape n).

    The interval is the cluster bootstrap's percentile interval: the middle 95 % of the medians of the replicates, in
    each of which a cluster occurs, with all its values, a Poisson-distributed number of times of mean 1. Equal values
    give equal intervals, whatever their order. None for a group of fewer than `LEAST_CLUSTERS` clusters.
    """
    # Davison and Hinkley, Bootstrap Methods and their Application, 1997, sections 3.8 and 5.3. Poisson in place of
    # multinomial counts (Hanley and MacGibbon, Computer Methods and Programs in Biomedicine 83, 2006): then the counts
    # of a cluster do not depend on the other clusters, and all groups can share one matrix of them.
    numbered = [(values, *np.unique(clusters, return_inverse=True)) for values, clusters in groups]
    large_enough = [place for place, (_, names, _) in enumerate(numbered) if len(names) >= LEAST_CLUSTERS]
    medians = [
        resampled_medians(numbered[place][0], numbered[place][2] % _MOST_CLUSTERS, replicates) for place in large_enough
    ]
    low, high = np.quantile(np.reshape(medians, (-1, replicates)), _TAILS, axis=1).tolist()
    intervals = dict(zip(large_enough, zip(low, high, strict=True), strict=True))
    return [intervals.get(place) for place in range(len(groups))]


def resampled_medians(values: Floats, cluster: Integers, replicates: int = REPLICATES) -> Floats:
    """Return the median of `values` (shape n) in each replicate; `cluster` (shape n) has their clusters, from 0."""
    # Sorted once: a replicate repeats values but never reorders them, so its median is found by cumulated counts.
    order = np.lexsort((cluster, values))
    values, cluster = values[order], cluster[order]
    weights = draw_counts(int(cluster.max()) + 1, replicates)
    batch = max(1, _CELLS_AT_ONCE // len(values))
    parts = [_medians(values, cluster, weights[:, begin : begin + batch]) for begin in range(0, replicates, batch)]
    return np.concatenate(parts)


def draw_counts(clusters: int, replicates: int) -> Weights:
    """Return how often each cluster is drawn, of shape (clusters, replicates); every replicate draws at least one."""
    # Drawn for the next power of two and cut, so that the cache below serves all groups with a few matrices.
    capacity = 1 << (clusters - 1).bit_length()
    return _drawn(capacity, replicates)[:clusters]


@lru_cache(maxsize=16)
def _drawn(clusters: int, replicates: int) -> Weights:
    drawn = np.random.default_rng(_SEED).poisson(1.0, size=(clusters, replicates)).astype(np.float32)
    # An empty replicate has no median. The test is on the first clusters, which every caller takes.
    drawn[0, drawn[:LEAST_CLUSTERS].sum(axis=0) == 0] = 1
    return drawn


def _medians(values: Floats, cluster: Integers, weights: Weights) -> Floats:
    """Return the median of each replicate: `values` are sorted, and a column of `weights` is how often each counts.

    `weights` has the shape (clusters, replicates); each value counts as often as its cluster.
    """
    # Counts are whole numbers below 2^24, which 32-bit floats represent exactly.
    count = len(values)
    total = _value_counts(cluster, weights)
    # The two middle ranks, from 0; they are equal where the number of values is odd.
    lower, upper = (total - 1) // 2, total // 2
    window = _WINDOW / np.sqrt(len(weights))
    while True:
        begin, stop = max(0, int(count * (0.5 - window))), min(count, int(count * (0.5 + window)) + 1)
        below = _value_counts(cluster[:begin], weights)
        reached = below + np.cumsum(weights[cluster[begin:stop]], axis=0)
        # Done when both middle ranks of every replicate are inside; otherwise again with twice the window.
        if (begin == 0 or (below <= lower).all()) and (stop == count or (reached[-1] > upper).all()):
            break
        window *= 2
    low, high = (begin + (reached <= rank).sum(axis=0) for rank in (lower, upper))
    middle: Floats = (values[low] + values[high]) / 2
    return middle


def _value_counts(cluster: Integers, weights: Weights) -> Weights:
    """Return how many values each replicate has, of values in these clusters."""
    counts = np.bincount(cluster, minlength=len(weights)).astype(np.float32)
    # The same as `counts @ weights`, which would start a thread on every core.
    replicate_counts: Weights = np.einsum("c,cr->r", counts, weights)
    return replicate_counts
