"""Listings: cards by row, and files that are not what a listing should be."""

from datetime import date

import pytest

from ingestion.schemas import Location, Unusable
from ingestion.sources import source_of
from ingestion.sources.base import Hints

pytestmark = pytest.mark.unit

SOURCE = source_of("listing-csv")
HEADER = "title,company,location,work_type,level,compensation,link\n"
CARD = 'Data Engineer,Nordlicht,"Berlin, DEU",In-Office or Remote,Senior level,113K-186K Annually,https://builtin.com/job/x/417\n'


def read(text):
    (record,) = SOURCE.split(text if isinstance(text, bytes) else text.encode())
    return SOURCE.parse(record)


def refuse(text):
    with pytest.raises(Unusable) as caught:
        read(text)
    return caught.value


def test_every_field_of_a_card_is_read():
    posting = read(HEADER + CARD)
    assert (posting.external_id, posting.record_type) == ("417", "card")
    assert posting.locations == (Location("Berlin, DEU", "Berlin", None, "DEU"),)
    assert posting.location_count == 1
    assert (posting.work_mode, posting.employment_type, posting.level) == ("In-Office or Remote", None, "Senior level")
    assert posting.pay is not None
    assert (posting.pay.given, posting.pay.minimum, posting.pay.maximum) == ("113K-186K Annually", 113_000, 186_000)
    assert (posting.pay.currency, posting.pay.period) == (None, "year")
    assert posting.description is None


def test_a_number_of_locations_is_a_count_and_no_place():
    posting = read(HEADER + CARD.replace('"Berlin, DEU"', "206 Locations"))
    assert (posting.locations, posting.location_count) == ((), 206)


def test_the_id_column_goes_before_the_link():
    text = (
        "title,company,link,id,scraped_date\nData Engineer,Nordlicht,https://board.example/job/x/417,418,2026-02-27\n"
    )
    assert read(text).external_id == "418"
    assert SOURCE.hints(text.encode()) == Hints("board.example", date(2026, 2, 27))


def test_a_listing_of_two_days_or_two_boards_hints_at_neither():
    text = "title,company,link,scraped_date\na,b,https://x.example/1,2026-02-27\na,b,https://y.example/2,2026-02-28\n"
    assert SOURCE.hints(text.encode()) == Hints()


def test_cards_with_nothing_but_title_company_and_link_are_read():
    posting = read(HEADER + "Data Engineer,Nordlicht,,,,,https://board.example/job/x/417\n")
    assert (posting.pay, posting.level, posting.work_mode, posting.location_count) == (None, None, None, None)


def test_columns_are_read_by_name_in_any_order_case_and_delimiter():
    posting = read("Link;Company;Title\nhttps://board.example/job/9;Nordlicht;Data Engineer, Berlin\n")
    assert (posting.external_id, posting.title) == ("9", "Data Engineer, Berlin")


def test_missing_columns_are_named_with_the_present_ones():
    error = refuse("title,city,url\na,b,c\n")
    assert error.rule_id == "wrong_columns"
    assert "lacks the columns company, link (found: title, city, url)" in error.reason


def test_a_listing_without_rows_cannot_be_used():
    assert refuse(HEADER).rule_id == "no_rows"


def test_a_row_that_is_cut_off_or_has_a_bare_comma_is_refused_by_its_line():
    error = refuse(HEADER + "Data Engineer,Nordlicht,Ber\n")
    assert error.rule_id == "wrong_row"
    assert "line 2 has 3 values and the header 7" in error.reason
    assert refuse(HEADER + CARD.replace("Nordlicht", "Nordlicht, Inc.")).rule_id == "wrong_row"


def test_a_quote_that_is_never_closed_is_refused_and_does_not_hide():
    error = refuse(HEADER + 'Data Engineer,Nordlicht,"Berlin\n' + CARD.replace('"', "") + 'x",a,b,c,d\n')
    assert error.rule_id == "broken_quotes"


def test_empty_cells_after_the_last_column_do_not_matter():
    assert read(HEADER + CARD.replace("\n", ",,\n")).external_id == "417"


def test_a_blank_title_cannot_be_used():
    assert refuse(HEADER + CARD.replace("Data Engineer", " ")).rule_id == "no_title"


def test_huge_cells_marks_nul_and_other_encodings_are_read():
    assert read(HEADER + CARD.replace("Nordlicht", "N" * 300_000)).company == "N" * 499 + "…"
    assert read(b"\xef\xbb\xbf" + (HEADER + CARD).encode()).title == "Data Engineer"
    assert read((HEADER + CARD).replace("Data", "D\0ata")).title == "Data Engineer"
    assert read((HEADER + CARD.replace("Nordlicht", "Müller")).encode("cp1252")).company == "Müller"
    assert read((HEADER + CARD.replace("Nordlicht", "Müller")).encode("utf-16")).company == "Müller"
    assert read((HEADER + CARD).replace("\n", "\r")).external_id == "417"


def test_a_card_without_an_id_anywhere_gets_a_derived_one():
    posting = read(HEADER + CARD.replace("https://builtin.com/job/x/417", ""))
    assert len(posting.external_id) == 12
    assert "derived" in posting.notes[-1]
