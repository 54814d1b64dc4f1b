"""Values of a document's fields: lines, texts, dates, sizes, ids.

Here: small readers that every source shares; what cannot be read becomes null with a note that
names the value and says what to do. Not here: pay (`ingestion/field_pay.py`), places
(`ingestion/location.py`), anything found in a description (`ingestion/mentions.py`).
"""

import hashlib
import html
import re
from collections.abc import Iterable
from datetime import date, datetime
from urllib.parse import parse_qsl, urlsplit

_NOTHING = {"", "none", "null", "nan", "n/a", "na", "-", "~"}
# Controls, and what turns the writing round or is not seen: with them a line shows as another than it is.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
LONGEST_LINE = 500
"""Characters of a line that are kept; of 1,867 real titles the longest has 137."""
_SURROGATES = re.compile("[\ud800-\udfff]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});")
_DAY_FORMATS = ("%Y/%m/%d", "%Y.%m.%d", "%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y")
_EARLIEST, _LATEST = date(1990, 1, 1), date(2100, 1, 1)
_SIZE = re.compile(r"(\d{1,3}(?:[,.' ]\d{3})+|\d+)\s*(k\b)?\s*(\+|[-–]\s*\d)?", re.IGNORECASE)
_LARGEST_COMPANY = 10_000_000
"""The largest employer there is has about 3 million people; a longer number is no head count."""

# Parameters that carry the id where a site shows every posting under one path.
_ID_PARAMETERS = ("gh_jid", "jobid", "job_id", "jid", "currentjobid", "id")
_NO_ID = {"job", "jobs", "career", "careers", "position", "positions", "apply", "index.html", "index.php"}


def read_text(value: object) -> str | None:
    """Return a text of many lines, stripped, with what no database stores taken out; None where nothing is left."""
    if not isinstance(value, str):
        return None if value is None or isinstance(value, bool | list | tuple | dict) else str(value)
    text = value.replace("\0", "")
    if not text.isascii():
        text = _SURROGATES.sub("\ufffd", text)
    return text.strip() or None


def read_line(value: object) -> str | None:
    """Return a text of one line: as `read_text`, entities resolved, white space collapsed, unseen characters out.

    A line that is longer than any title ends in "…".
    """
    line = read_whole_line(value)
    return line if line is None or len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"


def read_whole_line(value: object) -> str | None:
    """Return a line of any length, as an address may have."""
    text = read_text(value)
    if text is None:
        return None
    if "&" in text:
        # Twice: boards escape what was escaped already. Only with the semicolon: "P&L" and "R&D" are words.
        text = _ENTITY.sub(_resolve, _ENTITY.sub(_resolve, text))
    return " ".join(_UNSEEN.sub("", text).split()) or None


def _resolve(entity: re.Match[str]) -> str:
    return _SURROGATES.sub("\ufffd", html.unescape(entity[0]))


def read_word(value: object) -> str | None:
    """Return a line that states something: `"None"`, `"N/A"` and the like state nothing."""
    line = read_line(value)
    return None if line is None or line.casefold() in _NOTHING else line


def read_list(value: object) -> tuple[str, ...]:
    """Return the words of a list, or of a line with commas, once each and in their order."""
    parts = value if isinstance(value, list | tuple) else str(value).split(",") if isinstance(value, str) else []
    return tuple(dict.fromkeys(word for part in parts if (word := read_word(part))))


def read_date(field: str, value: object, notes: list[str]) -> date | None:
    """Return a day; of a moment the day as written, in its own time zone. What is no date is noted and left empty."""
    if value is None or (isinstance(value, str) and value.strip().casefold() in _NOTHING):
        return None
    day = _day_of(value)
    if day is None:
        shown = read_line(str(value)) or ""
        notes.append(f"{field} {shown[:60]!r} is not a date; left empty: write it as YYYY-MM-DD to have it read.")
    elif not _EARLIEST <= day <= _LATEST:
        notes.append(f"{field} {day} is not a date of a posting; left empty: correct it in the document.")
        return None
    return day


def _day_of(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = (read_line(value) or "").removesuffix(" UTC")
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        pass
    # "03/04/2026" is not read: it is March in one country and April in another.
    for form in _DAY_FORMATS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def read_bool(value: object) -> bool | None:
    """Return True or False where the value says so, else None."""
    if isinstance(value, bool):
        return value
    return {"true": True, "yes": True, "false": False, "no": False}.get((read_line(value) or "").casefold())


def read_company_size(value: object) -> int | None:
    """Head count: `"26,259 Employees"` gives 26259. A range is no count, and no company has 0 people."""
    match = _SIZE.search(read_line(value) or "")
    if match is None or (match[3] or "").startswith(("-", "–")):
        return None
    digits = re.sub(r"\D", "", match[1])
    size = int(digits[:12]) * (1_000 if match[2] else 1)
    return size if 0 < size <= _LARGEST_COMPANY else None


def read_url(value: object) -> str | None:
    """Return an address without spaces around or in it; None for what is none."""
    text = read_text(value)
    if text is None or text.casefold() in _NOTHING:
        return None
    return _UNSEEN.sub("", text).replace("&amp;", "&").replace(" ", "%20").replace("\n", "")


def id_from_url(url: str | None, needs_number: bool = False) -> str | None:
    """Return the id in an address: a parameter made for it, else the last segment of the path (the last numeric one).

    `"https://board.example/job/data-engineer/123"` gives `123`.
    """
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    parameters = {key.casefold(): value for key, value in parse_qsl(parts.query)}
    given = next((parameters[name] for name in _ID_PARAMETERS if parameters.get(name)), None)
    segments = [segment for segment in parts.path.split("/") if segment]
    if needs_number:
        segments = [segment for segment in segments if segment.isascii() and segment.isdigit()]
    last = segments[-1] if segments and segments[-1].casefold() not in _NO_ID else None
    return read_line(last if last and last.isdigit() else given or last)


def first_word(values: Iterable[object]) -> str | None:
    """Return the first of the values that states something."""
    return next((word for value in values if (word := read_word(value))), None)


def give_id(
    told: str | None, company: str | None, title: str, url: str | None, description: str | None, notes: list[str]
) -> str:
    """Return the id that was told, else one derived from company, title and address (or text), with a note."""
    if told:
        return told
    words = "|".join((company or "", title, url or description or ""))
    derived = hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:12]
    notes.append(
        f"no id in the document; {derived} was derived from company, title and {'address' if url else 'text'}."
    )
    return derived
