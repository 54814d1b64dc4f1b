"""The pay of a job, and the many ways in which postings write it.

Here: drawing an amount that fits country and level, and spelling it for running text, a card and
schema.org fields. Not here: whether a posting states it at all (`openings`, `lifecycle`).
"""

from dataclasses import dataclass

from .draw import Draw

_BASE = {"USD": 150, "GBP": 78, "EUR": 74, "CHF": 128, "CAD": 125}
_LEVEL = {
    "intern": 45,
    "entry": 65,
    "junior": 72,
    "mid": 92,
    "senior": 115,
    "lead": 132,
    "staff": 145,
    "principal": 165,
    "manager": 150,
    "director": 185,
}
_SYMBOL = {"USD": "$", "GBP": "£", "EUR": "€", "CHF": "CHF ", "CAD": "CA$"}
_UNIT = {"year": "YEAR", "month": "MONTH", "week": "WEEK", "day": "DAY", "hour": "HOUR"}


@dataclass(frozen=True, slots=True)
class PayFact:
    """A pay range per `period`; both ends are the same where one number is stated."""

    minimum: int
    maximum: int
    currency: str
    period: str


def draw_pay(draw: Draw, level: str, currency: str, period: str) -> PayFact:
    """Return a pay range that fits level and currency; rounded as people round such numbers."""
    # Whole numbers throughout: floats could round differently on another machine.
    yearly = _BASE[currency] * _LEVEL.get(level, 95) * draw.between(82, 118) * 10 // 100
    minimum = yearly // 5000 * 5000 if period == "year" else yearly
    maximum = minimum * draw.between(115, 145) // 100
    if period == "year":
        return PayFact(minimum, maximum // 5000 * 5000, currency, period)
    hours = {"hour": (2080, 5), "day": (260, 25), "month": (12, 100)}
    per, step = hours[period]
    return PayFact(max(minimum // per // step, 1) * step, max(maximum // per // step + 1, 2) * step, currency, period)


def halve_range(pay: PayFact) -> PayFact:
    """Return the same pay as one number."""
    return PayFact(pay.minimum, pay.minimum, pay.currency, pay.period)


def _group(amount: int, separator: str) -> str:
    return f"{amount:,}".replace(",", separator)


def _spell_thousands(pay: PayFact, draw: Draw) -> str:
    sign = _SYMBOL[pay.currency]
    minimum, maximum = pay.minimum // 1000, pay.maximum // 1000
    styles = (
        f"{sign}{minimum}k–{maximum}k",
        f"{sign}{minimum}K - {sign}{maximum}K",
        f"{sign}{minimum}k to {sign}{maximum}k",
    )
    return draw.pick(styles)


def _spell_in_full(pay: PayFact, draw: Draw, language: str) -> str:
    sign = _SYMBOL[pay.currency]
    separator = "." if language == "de" else "'" if pay.currency == "CHF" else " " if language == "fr" else ","
    minimum, maximum = _group(pay.minimum, separator), _group(pay.maximum, separator)
    if language == "fr":
        return f"{minimum} € à {maximum} €"
    return draw.pick(
        (f"{sign}{minimum} – {sign}{maximum}", f"{sign}{minimum} - {sign}{maximum}", f"{sign}{minimum}–{sign}{maximum}")
    )


def spell_for_text(pay: PayFact, draw: Draw, language: str = "en") -> str:
    """Return the pay as running text has it: `$120k–150k`, `£70,000 – £85,000`, `€65.000`, `$75 – $95 per hour`."""
    if pay.minimum == pay.maximum:
        dotted = "." if pay.currency == "EUR" and language != "fr" else " " if language == "fr" else ","
        return f"{_SYMBOL[pay.currency]}{_group(pay.minimum, dotted)}"
    if pay.period != "year":
        return f"{_spell_in_full(pay, draw, 'en')} per {pay.period}"
    spelled = (
        _spell_thousands(pay, draw) if language == "en" and draw.chance(0.4) else _spell_in_full(pay, draw, language)
    )
    return spelled + (draw.pick(("", "", " per year", " annually")) if language == "en" else "")


def spell_for_card(pay: PayFact) -> str:
    """Return the pay as on a listing card, without a currency: `120K-150K Annually`, `75-95 Hourly`."""
    if pay.period == "hour":
        return f"{pay.minimum}-{pay.maximum} Hourly"
    return f"{pay.minimum // 1000}K-{pay.maximum // 1000}K Annually"


def fill_base_salary(pay: PayFact) -> dict[str, object]:
    """Return the pay as schema.org's `baseSalary`."""
    value = {"@type": "QuantitativeValue", "minValue": pay.minimum, "maxValue": pay.maximum}
    return {
        "@type": "MonetaryAmount",
        "currency": pay.currency,
        "value": {**value, "unitText": _UNIT[pay.period]},
    }
