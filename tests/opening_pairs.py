"""Pairs of postings labelled as one opening or as two, and how those labels and a publication agree.

Here: drawing the pairs of `gold/openings.csv` from a publication of the January postings, with a seed, and scoring a
publication on them. `python tests/opening_pairs.py DATA` prints the drawn pairs. Not here: how a pair is labelled
(`gold/OPENINGS.md`).
"""

import csv
import math
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from gold_set import FOLDER, Score

from ingestion.storage.layout import Layout
from orchestration.queries.database import run_query

SEED = 20260204
DRAWN = {"near": 52, "linked": 32, "alike": 24, "far": 12, "sisters": 8}
"""Pairs by stratum, as many as there are at most."""
MOST_OF_A_COMPANY = 5
LEAST_LIKENESS = {"near": 0.5, "alike": 0.2}
TEXTS = """
select posting_id, opening_id, company_base_name, postings.title,
    substr(version_text, length(versions.title) + 1) as words
from marts.fct_posting as postings
inner join marts.dim_company using (company_key)
inner join meta.posting_version as versions using (version_id, posting_id)
where postings.has_text order by posting_id"""


@dataclass(frozen=True)
class Text:
    """A posting with its text, as far as drawing looks at it."""

    posting_id: str
    opening_id: str
    company: str
    title: str
    shingles: frozenset[tuple[str, ...]]

    def likeness(self, other: "Text") -> float:
        """The share of runs of three words that both have, nothing left out."""
        shared = len(self.shingles & other.shingles)
        return shared / max(1, len(self.shingles) + len(other.shingles) - shared)


@dataclass(frozen=True)
class Pair:
    """Two postings and the stratum they were drawn from; the label is null before it is given."""

    posting_id: str
    other_posting_id: str
    stratum: str
    is_one_opening: bool | None = None


def read_pairs() -> list[Pair]:
    """The labelled pairs."""
    with (FOLDER / "openings.csv").open(encoding="utf-8", newline="") as stream:
        return [
            Pair(row["posting_id"], row["other_posting_id"], row["stratum"], row["is_one_opening"] == "true")
            for row in csv.DictReader(stream)
        ]


def score_openings(layout: Layout, pairs: list[Pair]) -> Score:
    """How a publication's openings agree with the labels, over pairs."""
    openings = dict(run_query(layout, "select posting_id, opening_id from marts.fct_posting")[1])
    found = {pair for pair in pairs if openings[pair.posting_id] == openings[pair.other_posting_id]}
    true = {pair for pair in pairs if pair.is_one_opening}
    return Score("openings", len(true), len(found), len(true & found), math.nan, math.nan)


def draw(layout: Layout) -> list[Pair]:
    """Draw pairs near the thresholds, of one opening, of one company further apart, and of two companies."""
    texts = [
        Text(*row[:4], frozenset(zip(words, words[1:], words[2:], strict=False)))
        for row in run_query(layout, TEXTS)[1]
        for words in [re.findall(r"[\w+#]+", row[4].lower())]
    ]
    strata: dict[str, list[tuple[Text, Text]]] = defaultdict(list)
    for one, other in combinations(texts, 2):
        strata[_stratum(one, other)].append((one, other))
    return [pair for stratum, count in DRAWN.items() for pair in _drawn(strata[stratum], stratum, count)]


def _stratum(one: Text, other: Text) -> str:
    if one.company != other.company:
        linked = one.opening_id == other.opening_id
        return "sisters" if linked else "far" if one.title.lower() == other.title.lower() else ""
    likeness = one.likeness(other)
    if likeness >= LEAST_LIKENESS["near"] and one.opening_id != other.opening_id:
        return "near"
    return "linked" if one.opening_id == other.opening_id else "alike" if likeness >= LEAST_LIKENESS["alike"] else ""


def _drawn(pairs: list[tuple[Text, Text]], stratum: str, count: int) -> Iterator[Pair]:
    """Draw at random, from no company more than a few pairs."""
    taken: dict[str, int] = defaultdict(int)
    random.Random(f"{SEED} {stratum}").shuffle(pairs)
    for one, other in pairs:
        if taken[one.company] < MOST_OF_A_COMPANY and sum(taken.values()) < count:
            taken[one.company] += 1
            yield Pair(one.posting_id, other.posting_id, stratum)


if __name__ == "__main__":
    for drawn in draw(Layout(Path(sys.argv[1]))):
        print(drawn.posting_id, drawn.other_posting_id, drawn.stratum, sep=",")
