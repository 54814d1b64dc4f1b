"""The readers of single values on anything that hypothesis makes: they never raise, and read back what was written."""

import math
import re
from datetime import date, datetime

import pytest
from contracts import check_hints, check_value
from fuzz import TOKENS
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingestion.fields import field_values, location, pay_field
from ingestion.schemas import Unusable
from ingestion.sources.base import Hints, board_of, decode, decode_head, decode_lines
from ingestion.storage.layout import SEEDS
from ingestion.storage.seeds import load_seed
from ingestion.text.html_tokenizer import attributes_of, read_markup, unescape
from ingestion.text.language import UNDETERMINED, detect_language, words_by_language

pytestmark = pytest.mark.unit

thorough = settings(derandomize=True, deadline=None, database=None, max_examples=150)

texts = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(TOKENS), max_size=4).map("".join))
anything = st.one_of(
    texts, st.none(), st.booleans(), st.integers(), st.floats(), st.dates(), st.datetimes(), st.lists(texts)
)
addresses = st.one_of(texts, st.builds("https://{}/{}?{}".format, texts, texts, texts))
WORDS = words_by_language(load_seed("language_word", None, SEEDS))


@thorough
@given(anything)
@example("1.2.3")
@example("1,,,.5k")
@example("&#" + "9" * 5_000 + ";")
@example("9" * 5_000)
@example(10**400)
def test_no_value_makes_a_reader_fail_and_what_is_read_can_be_stored(value):
    notes: list[str] = []
    check_value("title", field_values.read_line(value))
    check_value("title", field_values.read_word(value))
    check_value("tags", field_values.read_list(value))
    check_value("description", field_values.read_text(value))
    check_value("url", field_values.read_url(value))
    check_value("posted_on", field_values.read_date("posted_date", value, notes))
    check_value("company_size", field_values.read_company_size(value))
    check_value("years", pay_field.read_amount(value))
    check_value("pay", pay_field.read_pay_words(value, notes))
    check_value("currency", pay_field.read_currency(value))
    check_value("locations", location.parse_locations(value))
    check_value("count", location.read_location_count(value))
    check_value("mode", location.read_mode_words(value))
    check_value("notes", tuple(notes))
    assert field_values.read_bool(value) in {True, False, None}
    assert pay_field.read_period(value) in {*pay_field.PLAUSIBLE}
    external_id = field_values.first_id([value])
    assert external_id is None or 0 < len(external_id) <= field_values.LONGEST_ID


@thorough
@given(texts)
def test_a_line_that_was_read_reads_as_itself(text):
    line = field_values.read_line(text)
    if line and "&" not in line:  # of "&amp;amp;amp;" two layers are resolved, and no more
        assert field_values.read_line(line) == line


@thorough
@given(st.text(min_size=501, max_size=20_000))
def test_a_long_line_is_cut_at_its_end_and_only_there(text):
    line = field_values.read_line(text) or ""
    whole = field_values.read_line(text, longest=50_000) or ""
    assert len(line) <= field_values.LONGEST_LINE
    assert line == whole or (line.endswith("…") and whole.startswith(line[:-1].rstrip()))


@thorough
@given(addresses, st.booleans())
def test_no_address_makes_the_readers_of_addresses_fail(address, needs_number):
    url = field_values.read_url(address)
    for spelling in (address, url):
        check_hints(Hints(board_of(spelling)))
        external_id = field_values.id_from_url(spelling, needs_number)
        assert external_id is None or external_id.encode()


@thorough
@given(
    st.integers(1, 10**15), st.sampled_from(("job", "jobs/view", "a-b/c")), st.sampled_from(("", "?utm=1", "#top", "/"))
)
def test_the_number_at_the_end_of_an_address_is_its_id(number, path, rest):
    assert field_values.id_from_url(f"https://b.example/{path}/{number}{rest}", needs_number=True) == str(number)
    assert field_values.id_from_url(f"https://b.example/{path}/{number}{rest}") == str(number)


@thorough
@given(st.integers(1_000, 5_000_000), st.integers(1_000, 5_000_000), st.sampled_from(("{:d}", "{:,d}", "${:,d}")))
def test_a_range_of_pay_a_year_is_read_back(low, high, form):
    low, high = sorted((low, high))
    pay = pay_field.read_pay_words(f"{form.format(low)} - {form.format(high)} Annually", [])
    assert pay is not None
    assert (pay.minimum, pay.maximum, pay.period) == (low, high, "year")


@thorough
@given(st.integers(1, 1_999), st.integers(1, 1_999))  # from 2,000 on a `k` is a typing error
def test_thousands_are_read_back(low, high):
    low, high = sorted((low, high))
    for words in (f"{low}K-{high}K Annually", f"{low}-{high}k per year"):
        pay = pay_field.read_pay_words(words, [])
        assert pay is not None
        assert (pay.minimum, pay.maximum) == (low * 1_000, high * 1_000)


@thorough
@given(st.floats(allow_nan=True, allow_infinity=True) | st.integers())
def test_an_amount_is_a_finite_number_above_zero_or_none(number):
    amount = pay_field.read_amount(number)
    assert amount is None or (math.isfinite(amount) and amount > 0)


@thorough
@given(
    st.dates(date(1990, 1, 1), date(2099, 12, 31)),
    st.sampled_from(("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%B %d, %Y", "%d %b %Y", "%Y-%m-%dT%H:%M:%S+02:00", "%Y%m%d")),
)
def test_a_day_is_read_back_in_every_form_that_names_one_day(day, form):
    notes: list[str] = []
    assert field_values.read_date("x", datetime(day.year, day.month, day.day, 23, 59).strftime(form), notes) == day
    assert notes == []


@thorough
@given(st.lists(st.text(st.characters(categories=("L",)), min_size=1, max_size=12), min_size=1, max_size=5))
def test_every_part_of_a_place_comes_from_its_words_or_from_the_seed(parts):
    for place in location.parse_locations(", ".join(parts)):
        assert place.country is None or re.fullmatch("[A-Z]{3}", place.country)
        assert place.raw
        assert place.city is None or place.city in {*parts, "New York"}


@thorough
@given(st.binary(max_size=300))
def test_bytes_become_text_without_nul_and_the_same_lines(content):
    assert "\ufeff" not in decode_head(content)[:1]
    try:
        text = decode(content)
    except Unusable:
        return
    assert "\0" not in text
    text.encode()
    assert "".join(decode_lines(content, newline="")) == text


@thorough
@given(texts, st.sampled_from(("utf-8-sig", "utf-16", "utf-32", "utf-8")))
def test_what_was_encoded_with_its_mark_is_what_is_decoded(text, charset):
    text = text.encode("utf-8", "replace").decode().replace("\0", "").lstrip("\ufeff")
    if charset != "utf-8" or not text.isascii():
        assert decode(text.encode(charset)) == text


@thorough
@given(texts)
def test_markup_loses_no_sign_of_a_text_without_brackets_and_never_fails(text):
    tokens = list(read_markup(text))
    assert sum(len(token.content) for token in tokens) <= len(text)
    plain = text.replace("<", "")
    assert "".join(token.content for token in read_markup(plain)) == plain
    attributes_of(text)
    unescape(text)


@thorough
@given(
    st.dictionaries(
        st.from_regex("[a-z]{1,8}", fullmatch=True), st.text(st.characters(exclude_characters='"&\0'), max_size=9)
    )
)
def test_attributes_are_read_back(attributes):
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    (token,) = [token for token in read_markup(f"<meta{written}>") if token.kind == "open"]
    assert attributes_of(token.content) == attributes


@thorough
@given(texts)
def test_a_language_is_one_of_the_seed_or_undetermined(text):
    assert detect_language(text * 9, WORDS) in {UNDETERMINED, *(name for names in WORDS.values() for name in names)}
