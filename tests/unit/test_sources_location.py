"""Places: city, region and country from what documents write."""

import csv

import pytest

from ingestion.fields.location import (
    COUNTRY_SEED,
    country_of,
    parse_location,
    parse_locations,
    place_from_parts,
    read_location_count,
)

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("raw", "city", "region", "country"),
    [
        ("London, Greater London, England, GBR", "London", "England", "GBR"),
        ("Mill Lane, London, Greater London, England, GBR", "London", "England", "GBR"),
        ("London, England, GBR", "London", "England", "GBR"),
        ("London, UK", "London", None, "GBR"),
        ("England", None, "England", "GBR"),
        ("New York, NY, USA", "New York", "New York", "USA"),
        ("New York City, NY, USA", "New York", "New York", "USA"),
        ("10999, New York, NY, USA", "New York", "New York", "USA"),
        ("Queens, New York, NY, USA", "New York", "New York", "USA"),
        ("New York, USA", "New York", "New York", "USA"),
        ("Washington, USA", None, None, "USA"),
        ("California, USA", None, "California", "USA"),
        ("NY, USA", None, "New York", "USA"),
        ("East Coast, USA", None, "East Coast", "USA"),
        ("Austin, TX", "Austin", "Texas", "USA"),
        ("San Francisco, CA", "San Francisco", "California", "USA"),
        ("Wilmington, DE", "Wilmington", "Delaware", "USA"),
        ("Berlin, DE", "Berlin", None, "DEU"),
        ("Munich, Bavaria, DE", "Munich", "Bavaria", "DEU"),
        ("Waterloo, ON, CA", "Waterloo", "ON", "CAN"),
        ("Atlanta, Georgia", "Atlanta", "Georgia", "USA"),
        ("Tbilisi, Georgia", "Tbilisi", None, "GEO"),
        ("Paris, FR", "Paris", None, "FRA"),
        ("Singapore, Singapore", "Singapore", None, "SGP"),
        ("Korea, Republic of", None, None, "KOR"),
        ("DEU", None, None, "DEU"),
        ("U.S.", None, None, "USA"),
        ("Deutschland", None, None, "DEU"),
        ("EMEA", None, "EMEA", None),
        ("CA", None, None, None),
        ("Georgia", None, None, None),
        ("Springfield", "Springfield", None, None),
        ("Remote - US", None, None, "USA"),
        ("Remote in Canada", None, None, "CAN"),
        ("Remote", None, None, None),
        ("", None, None, None),
    ],
)
def test_a_place_is_told_apart_into_city_region_and_country(raw, city, region, country):
    place = parse_location(raw)
    assert (place.raw, place.city, place.region, place.country) == (raw, city, region, country)


@pytest.mark.parametrize("raw", ["Remote", "Fully Remote", "206 Locations", "1 Location", "", None, "None", 7 * ","])
def test_what_is_no_place_gives_no_places(raw):
    assert parse_locations(raw) == ()


def test_several_places_in_one_line_are_told_apart():
    assert [place.city for place in parse_locations("London, UK; Paris, FR or Berlin, DE")] == [
        "London",
        "Paris",
        "Berlin",
    ]
    assert [place.city for place in parse_locations("Portland, OR")] == ["Portland"]


@pytest.mark.parametrize(("raw", "count"), [("206 Locations", 206), ("Berlin, DEU", 1), ("Remote", None), (None, None)])
def test_the_number_of_places_is_read_from_a_card(raw, count):
    assert read_location_count(raw) == count


def test_a_place_told_part_by_part_needs_no_guessing():
    place = place_from_parts("Toronto", "CA", "CA")
    assert place is not None
    assert (place.city, place.region, place.country) == ("Toronto", "CA", "CAN")
    state = place_from_parts(None, "NY", "US")
    assert state is not None
    assert (state.city, state.region, state.country) == (None, "New York", "USA")
    assert place_from_parts(None, None, None) is None


def test_a_field_that_can_only_hold_a_country_is_read_as_one():
    assert country_of("CA") == "CAN"
    assert country_of("Georgia") == "GEO"
    assert country_of("Atlantis") is None


def test_country_seed_has_every_spelling_once_and_three_for_each_country():
    with COUNTRY_SEED.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    aliases = [row["alias"] for row in rows]
    assert len(aliases) == len(set(aliases))
    assert all(alias == alias.lower() and row["reason"] for alias, row in zip(aliases, rows, strict=True))
    countries = {row["country"] for row in rows}
    assert len(countries) == 249
    assert countries <= {alias.upper() for alias in aliases}
    assert len({row["country_name"] for row in rows}) == 249
