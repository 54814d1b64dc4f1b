"""Pay stated in a text: ranges and single amounts with currency and period.

Here: which amounts near a currency sign are pay, their bounds, currency and period; `"$120k–150k"` gives
(120000, 150000). Not here: pay in a document's own fields (`ingestion/fields/pay_field.py`), conversion and
the choice among several statements (dbt). Words for pay and against it are in `phrase.csv`, kind `pay_cue`.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from ingestion.extraction.matcher import PhraseMatch
from ingestion.text.money import CURRENCY_BY_SHARED_SIGN, CURRENCY_BY_SIGN, CURRENCY_CODES, PERIOD_BY_WORD

_SCALE = r"(k(?![a-z])|mm?(?![a-z])|bn?(?![a-z])|t(?![a-z])|million|billion|trillion)?"
_DIGITS = (
    r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,3}(?:['.]\d{3})+|\d{1,3}(?: \d{3})+(?:,\d{2})?(?!\d)|\d+(?:\.\d{1,2})?"
)
_AMOUNT = rf"({_DIGITS})(?![\d,]\d) ?" + _SCALE
_CODES = {**CURRENCY_BY_SIGN, **CURRENCY_BY_SHARED_SIGN}
_SIGN = (
    rf"(?:{'|'.join(re.escape(sign) for sign in _CODES if len(sign) > 1)}"
    rf"|(?:{'|'.join(CURRENCY_CODES).lower()}) ?[$€£]?|[{''.join(sign for sign in _CODES if len(sign) == 1)}])"
)
_UNIT = r"(?: ?(?:/|per |a |an ) ?(?:year|yr|annum|month|mo|week|wk|day|hour|hr|h)(?![a-z]))"
# An amount or a range with a sign before, between or behind the numbers: "$120k–150k", "120.000 € - 150.000 €".
_MONEY = re.compile(
    rf"(?P<sign>{_SIGN})? ?{_AMOUNT} ?(?P<mid>{_SIGN}(?![a-z]))?(?P<unit1>{_UNIT})?"
    rf"(?:\.?(?P<wrap> ?\n *)? ?(?:-|–|—|to|and|up to) ?(?P<sign2>{_SIGN})? ?{_AMOUNT})?"
    rf"(?P<plus>(?<! )\+)? ?(?P<tail>{_SIGN}(?![a-z]))?(?P<unit2>{_UNIT})?"
)
_UNIT_LEAD = re.compile(r"^ ?(?:/|per |an? ) ?")
_PLAUSIBLE = {
    **{"year": (4_000, 3_000_000), "month": (300, 200_000), "week": (100, 50_000), "day": (30, 10_000)},
    "hour": (4, 1_000),
}
_YEARLY_FROM = 15_000
_PERIOD_WORDS = re.compile(
    r"(?P<year>annual|yearly|per year|per annum|p\.a\.|a year)|(?P<month>monthly|per month)|(?P<week>weekly|per week)"
    r"|(?P<day>daily rate|per day|day rate)|(?P<hour>hourly|per hour|an hour)"
)
# A cue such as "bonus" behind an amount is about that amount only where nothing separates the two.
_SEPARATOR = re.compile(r"[+,.;:|()&–—\n]| - |\b(?:plus|with|and|as well)\b")
"""Separates pay from what comes on top of it: the amount in "$90,000 - $95,000 plus bonus" is no bonus."""
_HOURLY_LINE = re.compile(r"(?:pay|salary|compensation|rate|wage)[^\n]{0,30}\n+[^\w\n]*$")
_HOURLY_BELOW = 300
_BEFORE, _AFTER, _CUE, _CUE_AFTER = 45, 40, 160, 30
_BEGINS = attrgetter("start")


@dataclass(frozen=True, slots=True)
class StatedPay:
    """One statement of pay; numbers are per `unit`."""

    start: int
    end: int
    minimum: float | None
    maximum: float | None
    currency: str
    unit: str
    rule_id: str


def find_pay(folded: str, signs: Sequence[PhraseMatch], cues: Sequence[PhraseMatch]) -> list[StatedPay]:
    """Return all statements of pay around the currency signs, by start.

    The period comes from the words beside the amount; without any, only amounts from 15,000 up
    are read, as yearly: no wage per month or shorter is written that high in these currencies.
    A single amount needs a word for pay before it in its line. Money near words for funding,
    revenue or benefits is not pay.
    """
    return [pay for match in _amounts(folded, signs) if (pay := _read(folded, match, cues))]


def _amounts(folded: str, signs: Sequence[PhraseMatch]) -> Iterator[re.Match[str]]:
    """Yield the amounts and ranges with a currency sign, each once: a range contains up to two signs."""
    done = 0
    for sign in signs:
        if sign.start < done:
            continue
        # The sign may stand behind its amount, so the pattern starts before it, but never in the line above.
        earliest = max(done, sign.start - _BEFORE)
        line = folded.rfind("\n", earliest, sign.start) + 1
        for match in _MONEY.finditer(folded, max(line, earliest), sign.end + _AFTER):
            # The amounts come in order: the first one behind the sign ends the search.
            if match.start() > sign.end:
                break
            if match.end() >= sign.end and any(match[name] for name in ("sign", "mid", "sign2", "tail")):
                match = _without_bullet(folded, match)
                done = match.end()
                yield match
                break


def _without_bullet(folded: str, match: re.Match[str]) -> re.Match[str]:
    """Return the match without a smaller amount in the next line, where a dash begins a bullet and ends no range."""
    first, second = (_number(match[name], None) for name in (2, 8))
    if match["wrap"] is None or (first and second and first < second):
        return match
    return _MONEY.match(folded, match.start(), match.start("wrap")) or match


def _read(folded: str, match: re.Match[str], cues: Sequence[PhraseMatch]) -> StatedPay | None:
    first, first_scale, second, second_scale = match.group(2, 3, 8, 9)
    # Millions and more are funding or revenue, not one person's pay.
    if {first_scale, second_scale} - {None, "k"}:
        return None
    # "$120–150k" and "$120k–150": one unit is meant for both amounts.
    values = (_number(first, first_scale or second_scale), _number(second, second_scale or first_scale))
    numbers = [value for value in values if value is not None]
    unit = _unit(folded, match, max(numbers))
    if unit is None or not _is_plausible(numbers, unit) or not _is_pay(folded, match, cues, len(numbers) == 2):
        return None
    start = match.start() + len(match.group()) - len(match.group().lstrip())
    rule = _rule(folded[max(0, start - 12) : start], match, len(numbers))
    return StatedPay(
        start=start,
        end=match.start() + len(match.group().rstrip()),
        minimum=None if rule == "pay:up_to" else numbers[0],
        maximum=None if rule == "pay:from" else numbers[-1],
        currency=_currency(match),
        unit=unit,
        rule_id=rule,
    )


def _rule(lead: str, match: re.Match[str], count: int) -> str:
    if count == 2:
        return "pay:range"
    if lead.endswith(("up to ", "maximum of ")):
        return "pay:up_to"
    return "pay:from" if match["plus"] or lead.endswith(("from ", "starting at ")) else "pay:single"


def _number(digits: str | None, scale: str | None) -> float | None:
    if digits is None:
        return None
    value = float(re.sub(r",\d{2}$|[ ,']|\.(?=\d{3})", "", digits))
    # "120,000k" is a typing error for 120,000: digits that already make thousands are not multiplied.
    return value * 1000 if scale == "k" and value < 2000 else value


def _unit(folded: str, match: re.Match[str], largest: float) -> str | None:
    """Return the period of an amount: from its own unit, else from words near it, else from its size."""
    for name in ("unit1", "unit2"):
        if match[name]:
            return PERIOD_BY_WORD[_UNIT_LEAD.sub("", match[name])]
    after = _PERIOD_WORDS.search(folded, match.end(), min(len(folded), match.end() + 20))
    # Words behind the amount ("$90,000 annually") count before those in front of it ("annual salary of").
    earliest = max(0, match.start() - 70)
    line = max(folded.rfind("\n", earliest, match.start()) + 1, earliest)
    period = after or _last(_PERIOD_WORDS.finditer(folded, line, match.start()))
    if period and period.lastgroup and _PLAUSIBLE[period.lastgroup][0] <= largest <= _PLAUSIBLE[period.lastgroup][1]:
        return period.lastgroup
    if (
        largest < _HOURLY_BELOW
        and match[8]
        and _HOURLY_LINE.search(folded, max(0, match.start() - _CUE), match.start() + 1)
    ):
        return "hour"
    return "year" if largest >= _YEARLY_FROM else None


def _last(matches: Iterator[re.Match[str]]) -> re.Match[str] | None:
    last = None
    for match in matches:
        last = match
    return last


def _is_plausible(numbers: list[float], unit: str) -> bool:
    """Whether amounts are possible wages per `unit`, and no range is wider than a factor of six."""
    lowest, highest = _PLAUSIBLE[unit]
    return lowest <= numbers[0] <= numbers[-1] <= highest and numbers[-1] <= 6 * numbers[0]


def _is_pay(folded: str, match: re.Match[str], cues: Sequence[PhraseMatch], is_range: bool) -> bool:
    """Whether the cues in the line of an amount let it be pay: the nearest before it decides, then any after it."""
    line_start = folded.rfind("\n", max(0, match.start() - _CUE), match.start()) + 1
    line_end = folded.find("\n", match.end(), match.end() + _CUE_AFTER)
    before = _cues_in(cues, max(line_start, match.start() - _CUE), match.start())
    after = _cues_in(cues, match.end(), match.end() + _CUE_AFTER if line_end < 0 else line_end)
    nearest = before[-1].entry.canonical_id if before else None
    # "raised $45M" has its cue before the amount, "$45M in funding" behind it: both rule pay out.
    if nearest == "not_pay" or any(
        cue.entry.canonical_id == "not_pay" and not (match["plus"] or _SEPARATOR.search(folded, match.end(), cue.start))
        for cue in after
    ):
        return False
    return is_range or nearest == "pay" or any(cue.entry.canonical_id == "pay" for cue in after)


def _cues_in(cues: Sequence[PhraseMatch], start: int, end: int) -> Sequence[PhraseMatch]:
    between = cues[bisect_left(cues, start, key=_BEGINS) : bisect_left(cues, end, key=_BEGINS)]
    return [cue for cue in between if cue.entry.canonical_id != "neither"]


def _currency(match: re.Match[str]) -> str:
    """Return the code beside the amount where there is one, else the sign's: "$80,000 CAD" is Canadian."""
    signs = [match[name].replace(" ", "") for name in ("tail", "mid", "sign", "sign2") if match[name]]
    # The order of the names is the order of precedence: a code behind the amount is the most explicit.
    codes = [sign[:3].upper() for sign in signs if sign[:3].isalpha()]
    return codes[0] if codes else _CODES[signs[-1]]
