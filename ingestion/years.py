"""Years of experience asked for: `"5+ years"`, `"3-5 years of experience"`, `"at least three years"`.

Here: which counts of years are a demand, and their bounds. Not here: which of several counts
decides for a posting (dbt). The words "years", "yrs" that lead here are in `phrase.csv`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingestion.matcher import Hit

_WORDS = {
    **{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10},
    **{"eleven": 11, "twelve": 12},
}
_COUNT = r"(\d{1,2}|" + "|".join(_WORDS) + r")(?:\.\d)?(?:\s?\(\d{1,2}\+?\))?"
_BEFORE = re.compile(
    rf"(?P<least>at least|minimum of|a minimum of|minimum|min\.?|more than|over)?\s*(?<![\w.$€£/]){_COUNT}\s?"
    rf"(?:(?P<plus>\+|plus|or more)|(?:-|–|—|/|to|or)\s?{_COUNT}(?P<plus2>\+)?)?\s?(?:full |-)?$"
)
_ASKED = re.compile(
    r"experience|expertise|background|track record|hands-on|professional|industry|software|engineering"
    r"|developing|building|working|programming|coding|in (?:an? )?(?:similar|related|relevant|same)"
)
_ASKED_BEFORE = re.compile(r"experience|track record|seniority")
_OTHER = re.compile(
    r"\s*(?:ago|old\b|of age|in a row|in business|of history|of (?:growth|innovation|service|excellence))"
    r"|[- ](?:cliff|vest)"
)
_HISTORY = re.compile(
    r"(?:past|last|next|first|every|combined|collective|for over|for more than|we have|we've|we bring|our|vest\w*)"
    r"[^.]{0,20}$"
)
_MOST = 25
_REACH, _AFTER = 40, 90
"""Characters before and after a count that may speak of it."""


@dataclass(frozen=True, slots=True)
class YearsFound:
    """One demand for years of experience."""

    start: int
    end: int
    minimum: float
    maximum: float | None
    rule_id: str


def find_years(low: str, anchors: Sequence[Hit]) -> list[YearsFound]:
    """Return all demands for years of experience at the words for years, by start.

    A count is a demand when words of experience follow in its sentence or stand shortly before it;
    a company's own history ("for over 20 years", "five years ago") is none.
    """
    return [found for anchor in anchors if (found := _read(low, anchor))]


def _read(low: str, anchor: Hit) -> YearsFound | None:
    count = _BEFORE.search(low, _line_before(low, anchor.start), anchor.start)
    if not count or not _is_demand(low, count.start(2), anchor.end):
        return None
    least, most = _number(count[2]), _number(count[4]) if count[4] else None
    if not least <= (most or least) <= _MOST:
        return None
    is_open = bool(count["least"] or count["plus"] or count["plus2"])
    rule = "years:range" if most else "years:plus" if count["plus"] else "years:at_least" if is_open else "years:count"
    start = count.start() + len(count.group()) - len(count.group().lstrip())
    return YearsFound(start, anchor.end, float(least), float(most) if most and not count["plus2"] else None, rule)


def _number(word: str) -> int:
    return _WORDS[word] if word in _WORDS else int(word)


def _is_demand(low: str, start: int, end: int) -> bool:
    before = _line_before(low, start)
    if _OTHER.match(low, end) or _HISTORY.search(low, before, start):
        return False
    far = min(end + _AFTER, len(low))
    stop = min(index for index in (low.find("\n", end, far), low.find(". ", end, far), far) if index >= 0)
    if _ASKED.search(low, end, stop):
        return True
    return bool(_ASKED_BEFORE.search(low, before, start))


def _line_before(low: str, start: int) -> int:
    """Return where the line begins that `start` stands in, or what is near enough of it."""
    earliest = max(0, start - _REACH)
    return max(low.rfind("\n", earliest, start) + 1, earliest)
