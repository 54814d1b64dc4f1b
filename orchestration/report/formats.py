"""Values as text: shares, counts, money, dates, yes and no.

Here: functions from a value to its text. Not here: markup (`figures.py`).
"""

from datetime import date

# Shown for a null: an empty cell could also be a mistake.
NOTHING = "–"


def percent(share: float | None) -> str:
    """Write a share with one decimal: `0.4123` gives `41.2%`."""
    return NOTHING if share is None else f"{share * 100:.1f}%"


def interval(low: float | None, high: float | None) -> str:
    """Write an interval of shares: `38.0–44.5%`."""
    return NOTHING if low is None or high is None else f"{low * 100:.1f}–{high * 100:.1f}%"


def points(change: float | None) -> str:
    """Write a change of a share in percentage points, with its sign: `-0.0312` gives `-3.1`."""
    return NOTHING if change is None else f"{change * 100:+.1f}"


def number(value: float | None) -> str:
    """Write a count with a comma at the thousands; a fraction keeps two decimals."""
    if value is None:
        return NOTHING
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def dollars(value: float | None) -> str:
    """Write yearly pay in thousands: `161250` gives `$161k`."""
    if value is None:
        return NOTHING
    return f"${value / 1000:,.0f}k" if value else "$0"


def day(value: date | None) -> str:
    """Write a date in full: `27 February 2026`."""
    return NOTHING if value is None else f"{value.day} {value:%B %Y}"


def words(name: str) -> str:
    """Make a heading from the name of a column: `posting_count` gives `Posting count`."""
    return name.replace("_", " ").strip().capitalize()


def cell(column: str, value: object) -> str:
    """Write the cell of a table; the column's name decides between a share, points, dollars and a count."""
    # Before the numbers: in Python a bool is an int.
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _figure(column, value)
    if isinstance(value, date):
        return value.isoformat()
    return NOTHING if value is None else str(value)


def is_numeric(value: object) -> bool:
    """Whether a value is a number, which tables align to the right."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _figure(column: str, value: float) -> str:
    # Published columns are named after quantity and unit, as in `pay_median_usd`, so a page need not state a format.
    if "share" in column:
        return percent(value)
    if column.endswith("_points"):
        return points(value)
    return f"${value:,.0f}" if column.endswith("_usd") else number(value)
