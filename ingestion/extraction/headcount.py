"""The stated number of people of a company: `"over 5,000 employees"`, `"we're a team of 40"`.

Here: which counts of people are the size of the posting's own company. Not here: which of several
counts decides (dbt). The anchors ("employees", "person team") are in `phrase.csv`, kind `company_size`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingestion.extraction.matcher import PhraseMatch

_BEFORE = re.compile(
    r"(?<![\w.,$€£/–-])(?P<count>\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d)?k|\d{1,6})\s?\+?"
    r"\s?(?:(?:dedicated|talented|passionate|full-time|skilled|global|amazing|diverse|great) )?-?$"
)
_PLAIN = frozenset({"employees", "employees worldwide", "employees globally", "ftes"})
_COMPANY = frozenset({"person company", "-person company", "person startup", "-person startup"})
# "employees" is also said of customers, so the sentence has to name the company before the count.
_OWN = re.compile(
    r"(?:\bwe\b|\bwe're|\bwe've|\bour\b|\bus\b|\bwith|\bhas|\bhave|\bemploy\w*|\bworkforce|\bcompany size|\bsize:"
    r"|\bheadcount|\bgrown|\bgrew|\bmade up|\bteam size|\btalents|\bcommunity|\bjoin)\b[^.!?\n]{0,90}$"
)
_TEAM = re.compile(
    r"(?:\bwe are|\bwe're|\bour|\bcompany|\bstartup|\bemploys?|\bgrown to|\bgrew to|\bgrowing to|\bwith a|\bhas a)\b"
    r"[^.!?\n]{0,60}$"
)
# People who are not the company's: customers, their staff, single teams, people to be hired.
_OTHERS = re.compile(
    r"(?:companies|businesses|organi[sz]ations|customers|clients|firms|enterprises|teams|events|managing|manage"
    r"|serv\w+|support\w*|reach\w*|help\w*|impact\w*|used by|hire|hiring|lead|leading|sub-teams|department|offices? of"
    r"|employers)\b[^.!?\n]{0,50}$"
)
_SMALLEST, _LARGEST = 2, 3_000_000
_REACH = 110
"""Characters before a count that are searched for whose people it counts."""


@dataclass(frozen=True, slots=True)
class StatedHeadcount:
    """The size that a company states of itself."""

    start: int
    end: int
    count: float
    rule_id: str


def find_headcounts(folded: str, anchors: Sequence[PhraseMatch]) -> list[StatedHeadcount]:
    """Return the counts of the company's own people at the anchors, by start.

    A count of employees needs a word for the company before it ("we", "our"); one of people or staff needs a
    phrase for the whole company ("we are", "grown to"); customers, their employees and single teams do not count.
    """
    return [headcount for anchor in anchors if (headcount := _read(folded, anchor))]


def _read(folded: str, anchor: PhraseMatch) -> StatedHeadcount | None:
    """Return the headcount before an anchor, or None where it is not the company's own."""
    earliest = max(0, anchor.start - _REACH)
    line = max(folded.rfind("\n", earliest, anchor.start) + 1, earliest)
    count = _BEFORE.search(folded, max(line, anchor.start - 30), anchor.start)
    if not count:
        return None
    # The word decides how much evidence is needed: see `_PLAIN`, `_COMPANY` and the patterns above.
    number, word, start = _number(count["count"]), anchor.entry.phrase, count.start("count")
    if not _SMALLEST <= number <= _LARGEST or _OTHERS.search(folded, line, start):
        return None
    owner = _OWN if word in _PLAIN else _TEAM
    # "a 40-person startup" needs no owner: only the posting's own company is described so.
    if word not in _COMPANY and not owner.search(folded, line, start):
        return None
    return StatedHeadcount(start, anchor.end, number, f"headcount:{word.strip('-').replace(' ', '_')}")


def _number(digits: str) -> float:
    return float(digits[:-1]) * 1_000 if digits.endswith("k") else float(digits.replace(",", ""))
