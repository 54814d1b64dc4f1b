"""Pairs of postings labelled as one opening or as two, and the agreement of a publication with those labels.

Here: drawing the pairs of `gold/openings.csv` from a publication of the January postings, with a seed, and scoring a
publication on them. `python tests/opening_pairs.py DATA` prints the drawn pairs. Not here: how a pair is labelled
(`gold/OPENINGS.md`).
"""

import csv
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
"""How many pairs are drawn of each stratum; fewer where it has fewer."""
MOST_OF_A_COMPANY = 5
LEAST_SIMILARITY = {"near": 0.5, "alike": 0.2}
TEXTS = """
select posting_id, opening_id, company_base_name, postings.title,
    substr(version_text, length(versions.title) + 1) as words
from marts.fct_posting as postings
inner join marts.dim_company using (company_key)
inner join meta.posting_version as versions using (version_id, posting_id)
where postings.has_text order by posting_id"""


@dataclass(frozen=True)
class Text:
    """A posting with its text as a set of shingles, runs of three words."""

    posting_id: str
    opening_id: str
    company: str
    title: str
    shingles: frozenset[tuple[str, ...]]

    def similarity(self, other: "Text") -> float:
        """Return the Jaccard similarity of the shingles of both texts."""
        shared = len(self.shingles & other.shingles)
        return shared / max(1, len(self.shingles) + len(other.shingles) - shared)


@dataclass(frozen=True)
class Pair:
    """Two postings and the stratum they were drawn from; the label is None until a reader has given it."""

    posting_id: str
    other_posting_id: str
    stratum: str
    is_one_opening: bool | None = None


def read_pairs() -> list[Pair]:
    """Return the labelled pairs."""
    with (FOLDER / "openings.csv").open(encoding="utf-8", newline="") as stream:
        return [
            Pair(row["posting_id"], row["other_posting_id"], row["stratum"], row["is_one_opening"] == "true")
            for row in csv.DictReader(stream)
        ]


def score_openings(layout: Layout, pairs: list[Pair]) -> Score:
    """Score a publication's openings over the labelled pairs."""
    openings = dict(run_query(layout, "select posting_id, opening_id from marts.fct_posting")[1])
    predicted = {pair for pair in pairs if openings[pair.posting_id] == openings[pair.other_posting_id]}
    true = {pair for pair in pairs if pair.is_one_opening}
    return Score("openings", len(true), len(predicted), len(true & predicted))


def draw(layout: Layout) -> list[Pair]:
    """Draw pairs near the thresholds, of one opening, of one company with less similar texts, and of two companies."""
    texts = [
        Text(*row[:4], frozenset(zip(words, words[1:], words[2:], strict=False)))
        for row in run_query(layout, TEXTS)[1]
        for words in [re.findall(r"[\w+#]+", row[4].lower())]
    ]
    strata: dict[str, list[tuple[Text, Text]]] = defaultdict(list)
    for first, second in combinations(texts, 2):
        strata[_stratum(first, second)].append((first, second))
    return [pair for stratum, count in DRAWN.items() for pair in _drawn(strata[stratum], stratum, count)]


def _stratum(first: Text, second: Text) -> str:
    """Return the stratum of a pair, empty for one that is not drawn."""
    is_linked = first.opening_id == second.opening_id
    if first.company != second.company:
        if is_linked:
            return "sisters"
        return "far" if first.title.lower() == second.title.lower() else ""
    if is_linked:
        return "linked"
    similarity = first.similarity(second)
    return next((stratum for stratum, least in LEAST_SIMILARITY.items() if similarity >= least), "")


def _drawn(pairs: list[tuple[Text, Text]], stratum: str, count: int) -> Iterator[Pair]:
    """Draw at random, at most `MOST_OF_A_COMPANY` pairs of a company."""
    drawn: dict[str, int] = defaultdict(int)
    random.Random(f"{SEED} {stratum}").shuffle(pairs)
    for first, second in pairs:
        if drawn[first.company] < MOST_OF_A_COMPANY and sum(drawn.values()) < count:
            drawn[first.company] += 1
            yield Pair(first.posting_id, second.posting_id, stratum)


if __name__ == "__main__":
    for pair in draw(Layout(Path(sys.argv[1]))):
        print(pair.posting_id, pair.other_posting_id, pair.stratum, sep=",")
