"""Seeded choices that give the same result on every machine and Python version.

Here: one small wrapper that uses nothing of `random.Random` but `random()`, the only method whose
sequence Python guarantees across versions. Not here: the choices themselves (`vocabulary`, `market`).
"""

import random
from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """A stream of choices named by its key; two keys give independent streams."""

    def __init__(self, *key: object) -> None:
        self._random = random.Random(":".join(str(part) for part in key)).random  # noqa: S311 - no secrets here

    def chance(self, probability: float) -> bool:
        """Return True with the given probability."""
        return self._random() < probability

    def between(self, minimum: int, maximum: int) -> int:
        """Return a whole number, both ends included."""
        return minimum + int(self._random() * (maximum - minimum + 1))

    def pick(self, items: Sequence[T]) -> T:
        """One item, all equally likely."""
        return items[int(self._random() * len(items))]

    def weigh(self, weights: Sequence[float]) -> int:
        """Return the position of one weight, heavier ones more likely."""
        totals = list(accumulate(weights))
        # `min`: rounding of floats may put the point just behind the last weight.
        return min(bisect(totals, self._random() * totals[-1]), len(weights) - 1)

    def sample(self, items: Sequence[T], count: int) -> list[T]:
        """At most `count` items, each position at most once, in random order."""
        rest = list(items)
        return [rest.pop(int(self._random() * len(rest))) for _ in range(min(count, len(rest)))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """All items in random order."""
        return self.sample(items, len(items))
