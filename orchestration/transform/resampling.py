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
"""Of fewer the interval would come out too narrow, and there is none."""
_MOST_CLUSTERS = 4_096
"""More are drawn in as many groups, which tell how far a median may be off as well, and take no more memory."""
_SEED = 20_260_204
_TAILS = (0.025, 0.975)
_CELLS_AT_ONCE = 2_000_000
_REACH = 2.5
"""Medians of replicates lie within this many times 1 / sqrt(clusters) of the middle rank, nearly always."""


def median_intervals(
    groups: Sequence[tuple[Floats, npt.NDArray[Any]]], replicates: int = REPLICATES
) -> list[tuple[float, float] | None]:
    """Return the 95 % interval of the median of each group: its values (shape n) and the cluster of each (shape n).

    A replicate takes each cluster, with all its values, as often as a Poisson variable of mean one says; the interval
    holds the middle 95 % of the replicates' medians (the cluster bootstrap with its percentile interval: Davison and
    Hinkley, Bootstrap Methods and their Application, 1997, sections 3.8 and 5.3; Poisson in place of multinomial
    counts: Hanley and MacGibbon, Computer Methods and Programs in Biomedicine 83, 2006). The seed is fixed: the same
    values give the same interval, in whatever order they come. None where there are fewer than `LEAST_CLUSTERS`.
    """
    numbered = [(values, *np.unique(clusters, return_inverse=True)) for values, clusters in groups]
    told = [place for place, (_, names, _) in enumerate(numbered) if len(names) >= LEAST_CLUSTERS]
    medians = [resampled_medians(numbered[place][0], numbered[place][2] % _MOST_CLUSTERS, replicates) for place in told]
    low, high = np.quantile(np.reshape(medians, (-1, replicates)), _TAILS, axis=1).tolist()
    ends = dict(zip(told, zip(low, high, strict=True), strict=True))
    return [ends.get(place) for place in range(len(groups))]


def resampled_medians(values: Floats, cluster: Integers, replicates: int = REPLICATES) -> Floats:
    """Return the median of `values` (shape n) in each replicate; `cluster` (shape n) numbers theirs from zero."""
    order = np.lexsort((cluster, values))
    values, cluster = values[order], cluster[order]
    weights = times_drawn(int(cluster.max()) + 1, replicates)
    at_once = max(1, _CELLS_AT_ONCE // len(values))
    parts = [_medians(values, cluster, weights[:, begin : begin + at_once]) for begin in range(0, replicates, at_once)]
    return np.concatenate(parts)


def times_drawn(clusters: int, replicates: int) -> Weights:
    """Return how often each cluster is drawn, of shape (clusters, replicates); no replicate is without any."""
    room = 1 << (clusters - 1).bit_length()
    return _drawn(room, replicates)[:clusters]


@lru_cache(maxsize=16)
def _drawn(clusters: int, replicates: int) -> Weights:
    drawn = np.random.default_rng(_SEED).poisson(1.0, size=(clusters, replicates)).astype(np.float32)
    drawn[0, drawn[:LEAST_CLUSTERS].sum(axis=0) == 0] = 1
    return drawn


def _medians(values: Floats, cluster: Integers, weights: Weights) -> Floats:
    """Return the medians of sorted values, each standing as often as a column of the weights says of its cluster.

    Counts are whole numbers below 2^24, which 32 bits hold exactly. Only the ranks around the middle are walked
    through, and more of them where a median lies beyond.
    """
    count = len(values)
    total = _times(cluster, weights)
    lower, upper = (total - 1) // 2, total // 2
    reach = _REACH / np.sqrt(len(weights))
    while True:
        begin, stop = max(0, int(count * (0.5 - reach))), min(count, int(count * (0.5 + reach)) + 1)
        below = _times(cluster[:begin], weights)
        reached = below + np.cumsum(weights[cluster[begin:stop]], axis=0)
        if (begin == 0 or (below <= lower).all()) and (stop == count or (reached[-1] > upper).all()):
            break
        reach *= 2
    low, high = (begin + (reached <= rank).sum(axis=0) for rank in (lower, upper))
    middle: Floats = (values[low] + values[high]) / 2
    return middle


def _times(cluster: Integers, weights: Weights) -> Weights:
    """How many of the values in these clusters each replicate has; one core does it, where `@` would wake them all."""
    counts = np.bincount(cluster, minlength=len(weights)).astype(np.float32)
    times: Weights = np.einsum("c,cr->r", counts, weights)
    return times
