"""Pay in a document's own field: the words of a card, the numbers of schema.org.

Here: reading the amounts, their period and currency, and the bounds outside of which an amount is no
pay. Not here: pay in a description (`ingestion/extraction/salary.py`), conversion to a year or to dollars (dbt).
"""

import re

from ingestion.fields.field_values import read_line, read_word
from ingestion.schemas import Pay
from ingestion.text.money import CURRENCY_BY_SIGN, CURRENCY_CODES, PERIOD_BY_WORD

PLAUSIBLE: dict[str | None, tuple[float, float]] = {
    "year": (1_000, 10_000_000_000),
    "month": (50, 1_000_000_000),
    "week": (20, 50_000_000),
    "day": (5, 10_000_000),
    "hour": (1, 50_000),
    None: (1, 10_000_000_000),
}
"""The smallest and the largest amount that can be pay per period, in any currency.

Boards show placeholders ("15-150 Annually", "3 YEAR"): nobody is paid under 1,000 of any currency a
year. The upper bounds leave room for rupiah and won and catch yearly sums filed as hourly ones.
"""

_CODE = re.compile(rf"\b({'|'.join(CURRENCY_CODES)})\b")
_NUMBER = re.compile(r"(\d[\d,]{0,20}(?:\.\d{1,9})*)\s*([km]\b)?", re.IGNORECASE)
_LARGEST_AMOUNT = 1e15
_UNITS = {"": 1, "k": 1_000, "m": 1_000_000}
_THOUSANDS_FROM = 2_000
"""Amount from which on a `k` is a typing error: "120,000k" means 120,000."""


def read_pay_words(value: object, notes: list[str]) -> Pay | None:
    """Return pay from words: `"113K-186K Annually"` is 113000 to 186000 a year; a bare `$` is no currency.

    None where there is no value; a statement without amounts that can be pay has its words only, and a note.
    """
    given = read_word(value)
    if given is None:
        return None
    amounts = _NUMBER.findall(given)[:2]
    # "100-120K": the unit is written once and meant for both.
    unit = amounts[-1][1].lower() if amounts else ""
    numbers = [number for digits, own in amounts if (number := _number(digits, own or unit)) is not None]
    # "$50/hour" and "(per year)" are split like "50 per hour".
    words = [word.strip("/()") for word in given.casefold().replace("/", " ").split()]
    period = next((PERIOD_BY_WORD[word] for word in words if word in PERIOD_BY_WORD), None)
    minimum, maximum = _ends(given.casefold(), numbers)
    return check_pay(given, minimum, maximum, read_currency(given), period, notes)


def _number(digits: str, unit: str) -> float | None:
    """Return an amount from its digits and a unit `k`, `m` or none; None for digits with two decimal points."""
    # "50.000" without a unit is the continental way to write 50,000; "1.2.3" is a version or a date.
    if not unit and re.fullmatch(r"\d{1,3}(?:\.\d{3})+", digits):
        return float(digits.replace(".", ""))
    if digits.count(".") > 1:
        return None
    number = float(digits.replace(",", ""))
    is_in_thousands = unit.lower() == "k" and number >= _THOUSANDS_FROM
    return number if is_in_thousands else number * _UNITS[unit.lower()]


def _ends(words: str, numbers: list[float]) -> tuple[float | None, float | None]:
    """Return minimum and maximum; a single amount is one of them after "up to" or "from", else both."""
    if len(numbers) == 1 and words.startswith(("up to", "to ")):
        return None, numbers[0]
    if len(numbers) == 1 and (words.startswith("from") or "+" in words):
        return numbers[0], None
    return (numbers[0], numbers[-1]) if numbers else (None, None)


def read_currency(value: object) -> str | None:
    """Return an ISO 4217 code, from a code or from a sign that only one currency has; else None."""
    line = read_word(value) or ""
    if code := _CODE.search(line.upper()):
        return code[1]
    if re.fullmatch(r"[A-Za-z]{3}", line):
        return line.upper()
    return next((code for sign, code in CURRENCY_BY_SIGN.items() if sign in line.casefold()), None)


def read_period(value: object) -> str | None:
    """Return `year`, `month`, `week`, `day` or `hour` for schema.org's unit texts and codes and for common words."""
    line = (read_line(value) or "").casefold().removeprefix("per ").removeprefix("/").strip()
    return PERIOD_BY_WORD.get(line)


def read_amount(value: object) -> float | None:
    """Return a finite number above zero, from a number or from words like `"120k"`; boards write 0 for none."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        number: float | None = value
    else:
        match = _NUMBER.search(read_line(value) or "")
        number = _number(match[1], match[2] or "") if match else None
    # False for NaN, and before the conversion: an int may be too large for a float.
    return float(number) if number is not None and 0 < number < _LARGEST_AMOUNT else None


def check_pay(
    given: str, minimum: float | None, maximum: float | None, currency: str | None, period: str | None, notes: list[str]
) -> Pay:
    """Return the statement with its amounts where they can be pay, else with its words only and a note."""
    minimum, maximum = minimum or None, maximum or None
    if minimum and maximum and minimum > maximum:
        minimum, maximum = maximum, minimum
        notes.append(f"pay {given!r} names its higher end first; read the other way round.")
    smallest, largest = PLAUSIBLE[period]
    stated = [number for number in (minimum, maximum) if number is not None]
    if not stated:
        notes.append(f"pay {given!r} states no number; kept as words only.")
        return Pay(given, currency=currency, period=period)
    if not all(smallest <= number <= largest for number in stated):
        a_period = f" a {period}" if period else ""
        notes.append(
            f"pay {given!r} is outside {smallest:,.0f} to {largest:,.0f}{a_period} and states no pay; "
            "numbers left empty: correct them in the document if they are meant."
        )
        return Pay(given, currency=currency, period=period)
    if period is None:
        notes.append(f"pay {given!r} names no period; its numbers are kept and never converted to a year.")
    return Pay(given, minimum, maximum, currency, period)
