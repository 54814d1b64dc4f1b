"""Values of a document's fields: lines, texts, dates, sizes, ids.

Here: small readers that every source shares; what cannot be read becomes null with a note that
names the value and the remedy. A line cannot flood a page (it is cut at `LONGEST_LINE`) nor be shown
as another text than it is (controls and marks of direction are removed). Not here: pay
(`ingestion/fields/pay_field.py`), places (`ingestion/fields/location.py`), anything extracted from a description
(`ingestion/extraction/mentions.py`).
"""

import hashlib
import html
import re
from collections.abc import Iterable
from datetime import date, datetime
from itertools import islice
from urllib.parse import parse_qsl, urlsplit

_EMPTY_WORDS = {"", "none", "null", "nan", "n/a", "na", "-", "~"}
# Controls, marks of direction and invisible characters: with them a line is shown as another text than it is. Not
# the joiners U+200C and U+200D: Persian and Hindi words and many emoji are spelled with them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
LONGEST_LINE = 500
"""Characters of a line that are kept; of 1,867 real titles the longest has 137."""
_READ_FACTOR = 20
"""How many times `longest` characters are read for a line: entities and white space shrink when they are resolved."""
LONGEST_ID = 200
LONGEST_URL = 4_000
MAX_LIST_ENTRIES = 1_000
"""Entries of a list that are read; real lists have at most 60."""
_SURROGATES = re.compile("[\ud800-\udfff]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});")
_DAY_FORMATS = ("%Y/%m/%d", "%Y.%m.%d", "%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y")
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)
_SIZE = re.compile(r"(\d{1,3}(?:[,.' ]\d{3})+|\d+)\s*(k\b)?\s*(\+|[-–]\s*\d)?", re.IGNORECASE)
_LARGEST_COMPANY = 10_000_000
"""The largest employer has about 3 million people; a larger number is no head count."""

_WHITE_SPACE = re.compile(r"[^\S ]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+-]*):")  # with a dot it is a host, and what follows the colon its port

# Parameters that carry the id where a site shows every posting under one path.
_ID_PARAMETERS = ("gh_jid", "jobid", "job_id", "jid", "currentjobid", "id")
_NO_ID = {"job", "jobs", "career", "careers", "position", "positions", "apply", "index.html", "index.php"}


def read_text(value: object) -> str | None:
    """Return a text of many lines, stripped and without NUL and surrogates, which no database stores; None if empty."""
    if not isinstance(value, str):
        return None if value is None or isinstance(value, bool | list | tuple | dict) else str(value)
    text = value.replace("\0", "")
    if not text.isascii():
        text = _SURROGATES.sub("\ufffd", text)
    return text.strip() or None


def read_line(value: object, longest: int = LONGEST_LINE) -> str | None:
    """Return `read_text` as one line: entities resolved, white space collapsed, invisible characters removed.

    A line longer than `longest` is cut and ends in "…".
    """
    text = read_text(value)
    if text is None:
        return None
    head = text[: longest * _READ_FACTOR]
    line = _collapse(head)
    if len(line) > longest or len(text) > len(head):
        line = line[: longest - 1].rstrip() + "…"
    return line or None


def _collapse(text: str) -> str:
    if "&" in text:
        # Twice: boards escape what was escaped already. Only with the semicolon: "P&L" and "R&D" are words.
        text = _ENTITY.sub(_resolve, _ENTITY.sub(_resolve, text))
    return " ".join(_INVISIBLE.sub("", text).split())


def _resolve(entity: re.Match[str]) -> str:
    return _SURROGATES.sub("\ufffd", html.unescape(entity[0]))


def read_word(value: object) -> str | None:
    """Return a line with a value; None for `"None"`, `"N/A"` and other words for no value."""
    line = read_line(value)
    return None if line is None or line.casefold() in _EMPTY_WORDS else line


def read_list(value: object) -> tuple[str, ...]:
    """Return the words of a list, or of a line with commas, once each and in their order."""
    # Twice as many parts as entries are kept, as some are empty or repeated.
    parts = (
        value
        if isinstance(value, list | tuple)
        else value.split(",", 2 * MAX_LIST_ENTRIES)
        if isinstance(value, str)
        else []
    )
    words = dict.fromkeys(word for part in parts[: 2 * MAX_LIST_ENTRIES] if (word := read_word(part)))
    return tuple(islice(words, MAX_LIST_ENTRIES))


def read_date(field: str, value: object, notes: list[str]) -> date | None:
    """Return a date; of a date with time the day as written, in its own time zone. No date gives None and a note."""
    if value is None or (isinstance(value, str) and value.strip().casefold() in _EMPTY_WORDS):
        return None
    day = _day_of(value)
    if day is None:
        shown = (read_line(value) or type(value).__name__)[:60]
        notes.append(f"{field} {shown!r} is not a date; left empty: write it as YYYY-MM-DD to have it read.")
    elif not EARLIEST <= day <= LATEST:
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
    """Return True or False for a boolean, "true", "yes", "false" or "no", else None."""
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
    """Return an address without spaces around it, those inside as %20; None for what is no address.

    Only `http` and `https` are addresses of a posting, with the scheme or without; `javascript:` and the like would
    run where the address is shown as a link.
    """
    text = read_text(value)
    if text is None or len(text) > LONGEST_URL or text.casefold() in _EMPTY_WORDS:
        return None
    url = _WHITE_SPACE.sub("", _INVISIBLE.sub("", text)).replace("&amp;", "&").strip().replace(" ", "%20")
    scheme = _SCHEME.match(url)
    return url if url and (scheme is None or scheme[1].casefold() in {"http", "https"}) else None


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
    # A numeric last segment is the surest id; else a parameter made for it, else the last segment.
    segments = [segment for segment in parts.path.split("/") if segment]
    if needs_number:
        segments = [segment for segment in segments if segment.isascii() and segment.isdigit()]
    last = segments[-1] if segments and segments[-1].casefold() not in _NO_ID else None
    return _collapse(read_text(last if last and last.isdigit() else given or last) or "") or None


def first_id(values: Iterable[object]) -> str | None:
    """Return the first of the values that is not empty, as an id; one longer than `LONGEST_ID` becomes its hash."""
    for value in values:
        if read_word(value):
            text = _collapse(read_text(value) or "")
            return text if len(text) <= LONGEST_ID else hashlib.sha256(text.encode()).hexdigest()[:32]
    return None


def note_cuts(notes: list[str], **lines: str | None) -> None:
    """Add a note for each of the lines that was cut; the keywords are the names of the document's fields."""
    for field, line in lines.items():
        if line and len(line) >= LONGEST_LINE - 1 and line.endswith("…"):
            notes.append(f"{field} is longer than {LONGEST_LINE} characters; its beginning is kept: shorten it.")


def first_word(values: Iterable[object]) -> str | None:
    """Return the first of the values that is not empty, by `read_word`."""
    return next((word for value in values if (word := read_word(value))), None)


def choose_id(
    stated: str | None, company: str | None, title: str, url: str | None, description: str | None, notes: list[str]
) -> str:
    """Return the stated id, else one derived from company, title and address (or text), with a note."""
    if stated:
        return stated
    # The address where there is one: two postings of one title differ in it, and it outlives edits of the text.
    words = "|".join((company or "", title, url or description or ""))
    derived = hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:12]
    notes.append(
        f"no id in the document; {derived} was derived from company, title and {'address' if url else 'text'}."
    )
    return derived
