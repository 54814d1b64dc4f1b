"""How values read: shares, counts, money, dates, yes and no.

Here: value in, words out. Not here: markup.
"""

from datetime import date

NOTHING = "–"


def percent(share: float | None) -> str:
    """Write a share with one decimal: `0.4123` gives `41.2%`."""
    return NOTHING if share is None else f"{share * 100:.1f}%"


def interval(low: float | None, high: float | None) -> str:
    """Write an interval of shares: `38.0–44.5%`."""
    return NOTHING if low is None or high is None else f"{low * 100:.1f}–{high * 100:.1f}%"


def points(change: float | None) -> str:
    """Write a change of a share in points, with its sign: `-0.0312` gives `-3.1`."""
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
    """Make a heading of a column's name: `posting_count` gives `Posting count`."""
    return name.replace("_", " ").strip().capitalize()


def cell(column: str, value: object) -> str:
    """Write a table's cell by what its column's name and value say it is."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _figure(column, value)
    if isinstance(value, date):
        return value.isoformat()
    return NOTHING if value is None else str(value)


def is_numeric(value: object) -> bool:
    """Tell whether a cell is set to the right."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _figure(column: str, value: float) -> str:
    if "share" in column:
        return percent(value)
    if column.endswith("_points"):
        return points(value)
    return f"${value:,.0f}" if column.endswith("_usd") else number(value)
