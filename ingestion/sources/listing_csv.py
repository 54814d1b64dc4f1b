"""Listings: the cards of a board's search result, one per row of a CSV file.

Here: the columns of a card and their meaning there. Not here: how a place or a pay statement is
read (`ingestion/fields/location.py`, `ingestion/fields/pay_field.py`), and the further fields of a posting's page.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, dropwhile, islice

from ingestion.fields import field_values
from ingestion.fields.location import parse_locations, read_location_count, read_mode_words
from ingestion.fields.pay_field import read_pay_words
from ingestion.schemas import Posting, Unusable
from ingestion.sources.base import MAX_HINT_RECORDS, Hints, decode_head, decode_lines, only_board

REQUIRED = ("title", "company", "link")
LONGEST_ROW = 1_000_000
"""Characters of a row; the longest of 3,473 real ones has 500. Only a quote that is never closed makes a longer one."""
_OPTIONAL = ("location", "work_type", "level", "compensation", "id", "scraped_date")


@dataclass(frozen=True, slots=True)
class _Card:
    """One row by column name, with the line it starts on and its number of values, present and expected."""

    cells: dict[str, str]
    line: int
    present: int
    expected: int


class ListingCsv:
    """A listing: a header with at least title, company and link, then one card per row."""

    kind = "listing-csv"
    media_type = "text/csv"
    expects = "a CSV listing with the columns title, company and link"
    is_read_by_record = True

    def recognises(self, name: str, head: bytes) -> bool:
        """Accept a first line of column names, two of them of a card, or any two in a file named .csv.

        A listing with other columns is accepted by its name so that its reject can list the missing ones.
        """
        text = decode_head(head).lstrip()
        columns = _columns(_first_line(text))
        if len(columns) < 2 or text.startswith(("<", "{", "[")):
            return False
        return len({*REQUIRED, *_OPTIONAL} & set(columns)) > 1 or name.casefold().endswith(".csv")

    def split(self, content: bytes) -> Iterator[object]:
        """Return the rows that are not blank, one by one."""
        card = None
        for card in _read_cards(content):
            yield card
        if card is None:
            raise Unusable("no_rows", "the listing has a header and no rows; save it again after it has loaded.")

    def parse(self, record: object) -> Posting:
        """Return the posting of a card. On a card `work_type` is the work mode, and pay has no currency."""
        assert isinstance(record, _Card)  # noqa: S101 - split() makes nothing else
        _refuse_broken(record)
        cells, notes = record.cells, list[str]()
        title, company = field_values.read_line(cells["title"]), field_values.read_line(cells["company"])
        if title is None:
            raise Unusable("no_title", f"the card on line {record.line} has no title; fill the column title.")
        url, place = field_values.read_url(cells["link"]), cells.get("location")
        stated_id = field_values.first_id([cells.get("id"), field_values.id_from_url(url)])
        field_values.note_cuts(notes, title=title, company=company)
        return Posting(
            external_id=field_values.choose_id(stated_id, company, title, url, None, notes),
            record_type="card",
            title=title,
            company=company,
            locations=parse_locations(place),
            location_count=read_location_count(place),
            work_mode=field_values.read_word(cells.get("work_type")) or read_mode_words(place),
            level=field_values.read_word(cells.get("level")),
            posted_on=field_values.read_date("posted_date", cells.get("posted_date"), notes),
            pay=read_pay_words(cells.get("compensation"), notes),
            url=url,
            notes=tuple(notes),
        )

    def hints(self, content: bytes) -> Hints:
        """Return the board of the links and the date of `scraped_date`; each only where all cards agree on one."""
        try:
            cards = [card for card in islice(self.split(content), MAX_HINT_RECORDS) if isinstance(card, _Card)]
        except Unusable:
            return Hints()
        days = {field_values.read_date("scraped_date", card.cells.get("scraped_date"), []) for card in cards} - {None}
        return Hints(only_board(card.cells.get("link") for card in cards), days.pop() if len(days) == 1 else None)


def _read_cards(content: bytes) -> Iterator[_Card]:
    lines = _Lines(content)
    # The reader's limit of 131,072 characters per cell is one for the process; it only ever grows.
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_ROW + 1))
    reader = csv.reader(lines, delimiter=_delimiter(lines.first))
    try:
        columns = [column.strip().casefold() for column in next(reader, [])]
        _check_columns(columns)
        line = lines.begin_row()
        for row in reader:
            # Spreadsheets write empty cells after the last column.
            while len(row) > len(columns) and not row[-1].strip():
                row.pop()
            if any(cell.strip() for cell in row):
                yield _Card(dict(zip(columns, row, strict=False)), line, len(row), len(columns))
            line = lines.begin_row()
    except csv.Error as error:
        raise Unusable(
            "not_csv", f"line {reader.line_num} cannot be read as CSV ({error}); save the file again."
        ) from error


class _Lines(Iterator[str]):
    """The lines of a listing from its header on; raises `Unusable` in a row that is too long, before memory is full."""

    def __init__(self, content: bytes) -> None:
        lines = dropwhile(lambda line: not line.strip(), decode_lines(content, newline=""))
        self.first = next(lines, "")
        self._lines = chain([self.first], lines)
        self._line, self._row, self._left = 0, 1, LONGEST_ROW

    def begin_row(self) -> int:
        """Return the number of the line on which the next row begins, the header's being 1."""
        self._row, self._left = self._line + 1, LONGEST_ROW
        return self._row

    def __next__(self) -> str:
        line = next(self._lines)
        self._line += 1
        self._left -= len(line)
        if self._left < 0:
            raise Unusable(
                "broken_quotes",
                f'the row on line {self._row} has more than {LONGEST_ROW:,} characters; close the quote (") that it '
                "opens, or the rows after it are lost in it.",
            )
        return line


def _check_columns(columns: list[str]) -> None:
    missing = [column for column in REQUIRED if column not in columns]
    if missing:
        names = (name[:40] for column in columns[:20] if (name := field_values.read_line(column)))
        present = ", ".join(names) or "none"
        raise Unusable(
            "wrong_columns",
            f"the listing lacks the columns {', '.join(missing)} (found: {present}); "
            "rename or add them in its first line.",
        )


def _refuse_broken(card: _Card) -> None:
    # A comma without quotes shifts all later values, so the row is refused rather than read wrongly.
    if card.present != card.expected:
        raise Unusable(
            "wrong_row",
            f"the row on line {card.line} has {card.present} values and the header {card.expected}; "
            'complete it, or put "…" around values with commas.',
        )
    # Cards have no values of several lines; such a value is a quote that swallowed the rows below.
    if any("\n" in cell.strip() or "\r" in cell.strip() for cell in card.cells.values()):
        raise Unusable(
            "broken_quotes",
            f'a value on line {card.line} runs over several lines; close the quote (") that it opens, '
            "or the rows after it are lost in it.",
        )


def _first_line(text: str) -> str:
    return next((line for line in re.split("[\r\n]+", text[:65_536]) if line.strip()), "")


def _delimiter(header: str) -> str:
    # Spreadsheets save semicolons where the decimal sign is a comma; a header contains none of the others.
    return max(",;\t", key=header.count)


def _columns(header: str) -> list[str]:
    return [cell.strip(" \"'").casefold() for cell in header.split(_delimiter(header))]
