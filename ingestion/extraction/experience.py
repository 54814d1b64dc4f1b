"""Required years of experience: `"5+ years"`, `"3-5 years of experience"`, `"at least three years"`.

Here: which counts of years are a demand, and their bounds. Not here: which of several counts
decides for a posting (dbt). The anchors "years" and "yrs" are in `phrase.csv`, kind `years_cue`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingestion.extraction.matcher import PhraseMatch

_WORDS = {
    **{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10},
    **{"eleven": 11, "twelve": 12},
}
_COUNT = r"(\d{1,2}|" + "|".join(_WORDS) + r")(?:\.\d)?(?:\s?\(\d{1,2}\+?\))?"
# Read backwards from the word "years": a count, a range, "at least three", "five (5)+".
_BEFORE = re.compile(
    rf"(?P<least>at least|minimum of|a minimum of|minimum|min\.?|more than|over)?\s*(?<![\w.$€£/]){_COUNT}\s?"
    rf"(?:(?P<plus>\+|plus|or more)|(?:-|–|—|/|to|or)\s?{_COUNT}(?P<plus2>\+)?)?\s?(?:full |-)?$"
)
# Words that make a count a demand, behind it in the sentence and, below, before it.
_DEMAND_AFTER = re.compile(
    r"experience|expertise|background|track record|hands-on|professional|industry|software|engineering"
    r"|developing|building|working|programming|coding|in (?:an? )?(?:similar|related|relevant|same)"
)
_DEMAND_BEFORE = re.compile(
    r"experience|track record|seniority"
    r"|(?:degree|bachelor's|master's|ph\.?d\.?|\b[bm]\.?s\.?)[^.\n]{0,12}(?:\+|\bplus|\band|\bwith)[^.\n]{0,12}$"
)
_BEGINS_LINE = re.compile(r"(?:^|\n)[\W_]*(?:[^\W\d][^:\n]{0,25}(?::| [-–—]) )?(?:you have |you bring )?[^\w\n]*$")
"""A count at the start of a line, also behind a short label: "- 5+ years in ..." and "Python: 3 years"."""
_GOES_ON = re.compile(
    r" (?:of|in|with|as|an?|deep|focused|hands|full|specifically|strong)\b| (?:\w+-)?\w+ing\b| ?(?:\n|$|[(,;])"
)
_YEARS_ONLY = re.compile(r" ?(?:\n|$|\()")
_OTHER = re.compile(
    r"\s*(?:ago|old\b|of age|in a row|in business|of history"
    r"|of (?:growth|innovation|service|excellence|continuous|residen|remaining))"
    r"|[- ](?:cliff|vest)| (?:running|unless|to exercise)"
)
# A company's own years: "for over 20 years we have", "founded five years ago".
_HISTORY = re.compile(
    r"(?:past|last|next|first|every|combined|collective|for over|for more than|we have|we've|we bring|our|vest\w*)"
    r"[^.]{0,20}$|(?:led|founded|built|run) by\b.{0,60}$"
)
_DEGREE = re.compile(
    r"(?P<phd>\bph\.?d|\bdoctora)|(?P<master>\bmaster'?s?\b|\bm\.?sc?\b|advanced degree)"
    r"|(?P<bachelor>\bbachelor|undergraduate|\bb\.?sc?\b|\bb\.?a\b)"
)
_WITH_DEGREE = re.compile(rf"[^.;\n]{{0,40}}?(?:\bwith (?:an? )?|\()(?:{_DEGREE.pattern})")
_BY_DEGREE = "years:by_degree"
_MAX_YEARS = 25
_REACH, _AFTER = 40, 90
"""Characters before and after a count that are searched for words about it."""
_LIST_REACH = 250
"""Characters between a degree and its count, or between two counts that differ by degree."""


@dataclass(frozen=True, slots=True)
class RequiredYears:
    """One demand for years of experience."""

    start: int
    end: int
    minimum: float
    maximum: float | None
    rule_id: str


def find_years(folded: str, anchors: Sequence[PhraseMatch]) -> list[RequiredYears]:
    """Return all demands for years of experience at the anchors, by start.

    A count is a demand when words of experience follow in its sentence or stand shortly before it, and
    where it begins its line or is a minimum ("5+ years in"); a company's own history ("for over
    20 years", "five years ago") is none.
    """
    return _by_degree(folded, [demand for anchor in anchors if (demand := _read(folded, anchor))])


def _by_degree(folded: str, demands: list[RequiredYears]) -> list[RequiredYears]:
    """Mark the demands that differ by degree: "BS and 8 years, or MS and 5 years" requires one of the two."""
    if len(demands) < 2:
        return demands
    ends = [0, *(demand.end for demand in demands)]
    starts = [*(demand.start for demand in demands[1:]), len(folded)]
    degrees = [_degree(folded, *around) for around in zip(demands, ends, starts, strict=False)]
    marked: set[int] = set()
    # Neighbours only: a degree further away belongs to another sentence or list.
    for place in range(1, len(demands)):
        between = folded[demands[place - 1].end : demands[place].start]
        pair = degrees[place - 1], degrees[place]
        # In one line both counts need an "or"; in a list each line has to name its own degree.
        is_line = "\n" not in between and any(pair) and re.search(r"\bor\b", between)
        is_list = "\n" in between and all(pair) and len(between) < _LIST_REACH
        if pair[0] != pair[1] and (is_line or is_list):
            marked |= {place - 1, place}
    return [replace(demand, rule_id=_BY_DEGREE) if place in marked else demand for place, demand in enumerate(demands)]


def _degree(folded: str, demand: RequiredYears, previous: int, following: int) -> str | None:
    """Return the degree that a demand applies to: one after it ("… with a PhD"), else the last before it in its line.

    None where neither stands between the previous demand and the following one.
    """
    after = _WITH_DEGREE.match(folded, demand.end, min(following, demand.end + _AFTER))
    if after:
        return after.lastgroup
    begin = max(previous, folded.rfind("\n", 0, demand.start) + 1, demand.start - _LIST_REACH)
    last = None
    for match in _DEGREE.finditer(folded, begin, demand.start):
        last = match.lastgroup
    return last


def _read(folded: str, anchor: PhraseMatch) -> RequiredYears | None:
    """Return the demand at an anchor, or None where no count stands before it or the count is no demand."""
    count = _BEFORE.search(folded, _line_before(folded, anchor.start), anchor.start)
    if not count or not _is_demand(folded, count, anchor.end):
        return None
    least, most = _number(count[2]), _number(count[4]) if count[4] else None
    # A range that falls or goes beyond 25 years is a period, an age or a typing error.
    if not least <= (most or least) <= _MAX_YEARS:
        return None
    is_open = bool(count["least"] or count["plus"] or count["plus2"])
    rule = "years:range" if most else "years:plus" if count["plus"] else "years:at_least" if is_open else "years:count"
    start = count.start() + len(count.group()) - len(count.group().lstrip())
    return RequiredYears(start, anchor.end, float(least), float(most) if most and not count["plus2"] else None, rule)


def _number(word: str) -> int:
    return _WORDS[word] if word in _WORDS else int(word)


def _is_demand(folded: str, count: re.Match[str], end: int) -> bool:
    """Whether a count requires experience; `end` is where its anchor ends."""
    start = count.start(2)
    before = _line_before(folded, start)
    if _OTHER.match(folded, end) or _HISTORY.search(folded, before, start):
        return False
    far = min(end + _AFTER, len(folded))
    stop = min(index for index in (folded.find("\n", end, far), folded.find(". ", end, far), far) if index >= 0)
    # The sentence ends at a line end or a full stop, at most `_AFTER` characters on.
    if _DEMAND_AFTER.search(folded, end, stop):
        return True
    if _DEMAND_BEFORE.search(folded, before, start):
        return True
    # "over 10 years" is as often a company's age as a demand, so it is no minimum by itself.
    is_bound = bool(count["plus"] or count["plus2"] or (count["least"] and count["least"] not in {"over", "more than"}))
    # At the start of a bullet "5+ years in Python" is a demand without any word of experience.
    if _BEGINS_LINE.search(
        folded[max(0, before - 1) : count.start() + len(count.group()) - len(count.group().lstrip())]
    ):
        return bool((_GOES_ON if is_bound or count[4] else _YEARS_ONLY).match(folded, end))
    return is_bound and bool(_GOES_ON.match(folded, end))


def _line_before(folded: str, start: int) -> int:
    """Return where the line of `start` begins, but at most `_REACH` characters before it."""
    earliest = max(0, start - _REACH)
    return max(folded.rfind("\n", earliest, start) + 1, earliest)
