"""Spellings of money: the signs and codes of currencies, the words for the period that an amount is paid for.

Here: the meaning of each, once, for a document's fields and for a text alike. Not here: which amounts are pay
(`fields/pay_field.py`, `extraction/salary.py`), conversion to a year or to dollars (the seeds `pay_period.csv` and
`exchange_rate.csv`).
"""

PERIOD_BY_WORD = {
    **dict.fromkeys(("year", "yr", "annum", "annual", "annually", "yearly", "ann", "pa", "p.a."), "year"),
    **dict.fromkeys(("month", "mo", "monthly", "mon"), "month"),
    **dict.fromkeys(("week", "wk", "weekly", "wee"), "week"),
    **dict.fromkeys(("day", "daily"), "day"),
    **dict.fromkeys(("hour", "hr", "hourly", "hur", "h"), "hour"),
}
"""The period that a word names; also schema.org's unit codes (ANN, MON, WEE, HUR)."""

PERIODS = tuple(dict.fromkeys(PERIOD_BY_WORD.values()))
"""The periods that pay is stated for, the longest first."""

CURRENCY_BY_SIGN = {
    **{"€": "EUR", "£": "GBP", "₹": "INR", "us$": "USD", "ca$": "CAD", "c$": "CAD", "a$": "AUD", "au$": "AUD"},
    **{"nz$": "NZD", "hk$": "HKD", "sg$": "SGD"},
}
"""Signs of one currency only, in lower case; `c$` stands after `ca$`, so that the longer one is tried first."""

CURRENCY_BY_SHARED_SIGN = {"$": "USD", "¥": "JPY", "s$": "SGD"}
"""Signs of several currencies, or that end other words, with the currency they mean where a text states pay."""

CURRENCY_CODES = (
    *("USD", "EUR", "GBP", "CAD", "AUD", "SGD", "CHF", "INR", "PLN", "NZD", "HKD", "JPY", "SEK", "DKK", "NOK", "CZK"),
    *("ILS", "BRL", "MXN"),
)
"""ISO 4217 codes that are read anywhere in a text; many other codes are also words."""
