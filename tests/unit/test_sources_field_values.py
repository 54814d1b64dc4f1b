"""Single values of fields: lines, dates, sizes, ids and pay."""

from datetime import date

import pytest

from ingestion.fields import field_values, pay_field
from ingestion.schemas import Pay

pytestmark = pytest.mark.unit


def test_a_line_is_cleaned_of_entities_nul_surrogates_and_white_space():
    assert field_values.read_line(" AI &amp;amp; Data\n Engineer\0 \ud800") == "AI & Data Engineer \ufffd"
    assert field_values.read_line("P&L and R&D") == "P&L and R&D"
    assert field_values.read_line(" \u200b ") is None


@pytest.mark.parametrize("value", ["None", "null", "N/A", " ", None, "-"])
def test_words_that_state_nothing_are_null(value):
    assert field_values.read_word(value) is None


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-01-28", date(2026, 1, 28)),
        ("2026-03-28T02:08:24+00:00", date(2026, 3, 28)),
        ("2026-03-28T02:08:24Z", date(2026, 3, 28)),
        ("January 28, 2026", date(2026, 1, 28)),
        (date(2026, 1, 28), date(2026, 1, 28)),
        (None, None),
        ("", None),
    ],
)
def test_a_date_is_read_and_absence_is_no_complaint(value, day):
    notes: list[str] = []
    assert field_values.read_date("posted_date", value, notes) == day
    assert notes == []


@pytest.mark.parametrize("value", ["soon", "2026-02-31", "03/04/2026", "0001-01-01", 1e9, ["x"]])
def test_a_date_that_is_none_is_left_empty_with_a_note_that_names_it(value):
    notes: list[str] = []
    assert field_values.read_date("posted_date", value, notes) is None
    assert len(notes) == 1
    assert notes[0].startswith("posted_date ")
    assert "left empty: " in notes[0]


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ("26,259 Employees", 26_259),
        ("48 Employees", 48),
        ("1,000+ Employees", 1_000),
        ("2k employees", 2_000),
        (12, 12),
        ("0 Employees", None),
        ("51-200 Employees", None),
        ("99999999999999999999", None),
        ("many", None),
        (None, None),
    ],
)
def test_company_size_is_a_head_count_or_nothing(value, size):
    assert field_values.read_company_size(value) == size


@pytest.mark.parametrize(
    ("url", "external_id"),
    [
        ("https://board.example/job/data-engineer/123", "123"),
        ("https://board.example/job/data-engineer/123/?utm=x#top", "123"),
        ("https://board.example/job/data-engineer-a1b2", "data-engineer-a1b2"),
        ("https://acme.example/careers?gh_jid=77", "77"),
        ("https://acme.example/careers/", None),
        ("https://[broken", None),
        ("", None),
    ],
)
def test_id_is_read_from_an_address(url, external_id):
    assert field_values.id_from_url(url) == external_id


def test_a_slug_is_no_id_where_a_number_is_needed():
    assert field_values.id_from_url("https://acme.example/job/55/data-engineer", needs_number=True) == "55"
    assert field_values.id_from_url("https://acme.example/job/data-engineer", needs_number=True) is None


def test_a_derived_id_depends_on_company_title_and_address_only():
    notes: list[str] = []
    first = field_values.choose_id(None, "Nordlicht", "Data Engineer", "https://a.example/x", "one text", notes)
    again = field_values.choose_id(None, "Nordlicht", "Data Engineer", "https://a.example/x", "another text", notes)
    other = field_values.choose_id(None, "Nordlicht", "Data Engineer", None, "one text", notes)
    assert first == again != other
    assert len(first) == 12
    assert first in notes[0]


@pytest.mark.parametrize(
    ("words", "minimum", "maximum", "currency", "period"),
    [
        ("113K-186K Annually", 113_000, 186_000, None, "year"),
        ("90-110 Hourly", 90, 110, None, "hour"),
        ("100000-120000 Annually", 100_000, 120_000, None, "year"),
        ("100-120K Annually", 100_000, 120_000, None, "year"),
        ("$120,000.50 per year", 120_000.5, 120_000.5, None, "year"),
        ("€50.000 - €60.000 / year", 50_000, 60_000, "EUR", "year"),
        ("Up to 90K GBP Annually", None, 90_000, "GBP", "year"),
        ("80K+ Annually", 80_000, None, None, "year"),
        ("0K-120K Annually", None, 120_000, None, "year"),
    ],
)
def test_pay_in_words_is_read_in_full(words, minimum, maximum, currency, period):
    notes: list[str] = []
    assert pay_field.read_pay_words(words, notes) == Pay(words, minimum, maximum, currency, period)
    assert notes == []


@pytest.mark.parametrize(
    ("words", "minimum", "maximum"),
    [
        ("$120,000k a year", 120_000, 120_000),
        ("120,000K-150,000K Annually", 120_000, 150_000),
        ("120,000-150K Annually", 120_000, 150_000),
        ("2,000k a year", 2_000, 2_000),
        ("1,999k a year", 1_999_000, 1_999_000),
    ],
)
def test_a_k_after_an_amount_in_thousands_is_ignored(words, minimum, maximum):
    pay = pay_field.read_pay_words(words, [])
    assert pay is not None
    assert (pay.minimum, pay.maximum) == (minimum, maximum)


@pytest.mark.parametrize("words", ["3-5 Annually", "15-150 Annually", "25-200K Hourly", "0-0 Annually", "Competitive"])
def test_numbers_that_cannot_be_pay_are_left_empty_with_a_note(words):
    notes: list[str] = []
    pay = pay_field.read_pay_words(words, notes)
    assert pay is not None
    assert (pay.given, pay.minimum, pay.maximum) == (words, None, None)
    assert len(notes) == 1
    assert words in notes[0]


def test_pay_that_names_its_higher_end_first_is_turned_with_a_note():
    notes: list[str] = []
    assert pay_field.read_pay_words("186K-113K Annually", notes) == Pay(
        "186K-113K Annually", 113_000, 186_000, None, "year"
    )
    assert "other way round" in notes[0]


@pytest.mark.parametrize("value", [True, None, float("nan"), float("inf"), 0, -5, "none", 10**400])
def test_what_is_no_amount_is_null(value):
    assert pay_field.read_amount(value) is None
