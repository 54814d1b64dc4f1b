"""Days at an office or at home: `"three days a week in our office"` is hybrid, five days are on site.

Here: counts of days, named weekdays and shares of the time that state where the work is done. Not here: other phrases
for a work mode and the cues for days (`phrase.csv`, kind `days_cue`), which of several statements decides (dbt).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingestion.extraction.matcher import PhraseMatch

_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "eight": 8, "once": 1, "twice": 2}
_NUMBER = rf"(\d{{1,3}}|{'|'.join(_WORDS)})"
_DAYS_COUNTED = r"(?:[ -][a-z]+(?:-[a-z]+)?){0,3}?[ -]days?(?![a-z])(?: [^.;\n]{0,40})?"
_COUNT = re.compile(
    rf"(?<![\w.,$€£]){_NUMBER}(?:(?: ?\+| or more)?(?: ?[-–—/] ?| to | or ){_NUMBER})?(?: ?\+| or more)?"
    rf"(?:(?<=once)|(?<=twice)| ?x| ?%|[ -]times|{_DAYS_COUNTED}) ?$"
)
"""A count that stands before what it counts: "2-3 designated office days each ...", "60% of the ..."."""
_DAYS = re.compile(r"days?\b")
_PLACE = re.compile(
    r"(?P<office>\boffices?\b(?! (?:setup|set-up|equipment|stipend|allowance|budget|supplies))|\bhq\b|\bheadquarters\b"
    r"|\bon-?site\b|\bon site\b|\bin[- ]person\b|\bhubs?\b)"
    r"|(?P<home>\b(?:from|at)[- ]home\b|\bremote(?:ly)?\b|\bwfh\b|\bhome office\b)"
)
# Days of lunches, travel or leave are counted like office days, in the same sentences.
_ELSEWHERE = re.compile(
    r"\b(?:lunch\w*|breakfasts?|dinners?|meals?|snacks?|catered|yoga|happy hours?|travel\w*|interview\w*|off-?sites?"
    r"|retreats?|holidays?|vacation|events?|virtually|volunteer\w*|parental|leave|abroad)\b"
)
_WHOLE_WEEK = re.compile(r"monday(?:s)? ?(?:-|–|—|to|through|thru) ?friday")
_SENTENCE_END = re.compile(r"[.!?;](?= |$)")
_BEFORE, _REACH, _BESIDE = 70, 75, 32
"""Characters before a cue in which its count begins; on either side in which a place stands; beside a weekday."""
_PER_WEEK, _PER_MONTH, _SHARE, _WEEKDAY = "week", "month", "share", "weekday"
_BOUNDS = {_PER_WEEK: (1, 5), _PER_MONTH: (4, 20), _SHARE: (20, 100)}
"""Smallest count that is more than a visit, and the count that is all of the time."""


@dataclass(frozen=True, slots=True)
class OfficeDays:
    """One statement of days at a place, and the work mode that it means."""

    start: int
    end: int
    work_mode: str


def find_office_days(folded: str, cues: Sequence[PhraseMatch]) -> list[OfficeDays]:
    """Return the statements of days at an office or at home, at the cues for weeks, months, shares and weekdays.

    Some days of a week are hybrid, at an office or at home; all of them at an office are on site; all of them at
    home are left to the phrases for remote work. Days of meals, travel or leave are no statement.
    """
    # Two cues may lead to one count ("2 office days each week"); the later one gives its end.
    return [*{days.start: days for cue in cues if (days := _read(folded, cue))}.values()]


def _read(folded: str, cue: PhraseMatch) -> OfficeDays | None:
    """Return the statement at a cue, or None where its sentence has no count or no place."""
    begin, stop = _sentence(folded, cue)
    if _ELSEWHERE.search(folded, begin, stop):
        return None
    # A named weekday has no count: the place has to stand right beside it, and Monday to Friday is all of the time.
    if cue.entry.canonical_id == _WEEKDAY:
        place = _place(folded, cue.start, cue.end, max(begin, cue.start - _BESIDE), min(stop, cue.end + _BESIDE))
        return (
            OfficeDays(cue.start, cue.end, "hybrid") if place and not _WHOLE_WEEK.search(folded, begin, stop) else None
        )
    days = _DAYS.search(cue.entry.phrase)
    counted = cue.start + (days.end() if days else 0)
    count = _COUNT.search(folded, max(begin, cue.start - _BEFORE), counted)
    place = count and _place(folded, count.start(), cue.end, begin, stop)
    if not count or not place:
        return None
    least, full_time = _BOUNDS[cue.entry.canonical_id]
    most = max(_number(count[1]), _number(count[2] or count[1]))
    # One day a month is a visit; a whole week at home is remote work and has phrases of its own.
    if most < least or (place == "home" and most >= full_time):
        return None
    return OfficeDays(count.start(), cue.end, "onsite" if most >= full_time else "hybrid")


def _sentence(folded: str, cue: PhraseMatch) -> tuple[int, int]:
    """Return the span of the sentence around a cue, cut to what is near enough to concern it."""
    begin = max(folded.rfind("\n", 0, cue.start) + 1, cue.start - _BEFORE - _REACH)
    stop = folded.find("\n", cue.end, cue.end + _REACH)
    stop = stop if stop >= 0 else min(len(folded), cue.end + _REACH)
    ends = [end.end() for end in _SENTENCE_END.finditer(folded, begin, cue.start)]
    following = _SENTENCE_END.search(folded, cue.end, stop)
    return ends[-1] if ends else begin, following.start() if following else stop


def _place(folded: str, start: int, end: int, begin: int, stop: int) -> str | None:
    """Return `office` or `home`, the place in `begin:stop` that is nearest to `start:end`; None without any."""
    places = [
        (max(start - place.end(), place.start() - end, 0), str(place.lastgroup))
        for place in _PLACE.finditer(folded, begin, stop)
    ]
    return min(places)[1] if places else None


def _number(word: str) -> int:
    return _WORDS[word] if word in _WORDS else int(word)
