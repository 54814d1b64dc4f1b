"""Places: city, region and country from what documents write."""

import csv
import subprocess
import sys
from itertools import product
from string import ascii_uppercase

import pytest

from ingestion.fields.location import (
    COUNTRY_SEED,
    country_of,
    parse_location,
    parse_locations,
    place_from_parts,
    read_location_count,
)
from ingestion.fields.subdivisions import subdivision_of

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
        ("Waterloo, ON, CA", "Waterloo", "Ontario", "CAN"),
        ("Toronto, ON, CA", "Toronto", "Ontario", "CAN"),
        ("Toronto, Ontario, CA", "Toronto", "Ontario", "CAN"),
        ("Kitchener, Ontario, CA", "Kitchener", "Ontario", "CAN"),
        ("Toronto, ON, Canada", "Toronto", "Ontario", "CAN"),
        ("Toronto, ON", "Toronto", "Ontario", "CAN"),
        ("Toronto, Ontario", "Toronto", "Ontario", "CAN"),
        ("Vancouver, BC", "Vancouver", "British Columbia", "CAN"),
        ("Vancouver, WA", "Vancouver", "Washington", "USA"),
        ("Toronto, CA", "Toronto", None, "CAN"),
        ("Montréal, Québec", "Montréal", "Quebec", "CAN"),
        ("Ontario, CA", "Ontario", "California", "USA"),
        ("ON, CA", None, "Ontario", "CAN"),
        ("Ontario, Canada", None, "Ontario", "CAN"),
        ("Ontario", "Ontario", None, None),
        ("Saskatoon, SK", "Saskatoon", "Saskatchewan", "CAN"),
        ("Bratislava, SK", "Bratislava", None, "SVK"),
        ("Amsterdam, NL", "Amsterdam", None, "NLD"),
        ("St. John's, NL", "St. John's", "Newfoundland and Labrador", "CAN"),
        ("Alice Springs, NT", "Alice Springs", "NT", None),
        ("Darwin, NT", "Darwin", "Northern Territory", "AUS"),
        ("Yellowknife, NT, Canada", "Yellowknife", "Northwest Territories", "CAN"),
        ("Sydney, NSW, AU", "Sydney", "New South Wales", "AUS"),
        ("Sydney, NSW", "Sydney", "New South Wales", "AUS"),
        ("Perth, WA", "Perth", "Western Australia", "AUS"),
        ("Fremantle, WA, Australia", "Fremantle", "Western Australia", "AUS"),
        ("Seattle, WA", "Seattle", "Washington", "USA"),
        ("Melbourne, victoria, Australia", "Melbourne", "Victoria", "AUS"),
        ("Bengaluru, KA, IN", "Bengaluru", "Karnataka", "IND"),
        ("Mysuru, Karnataka, IN", "Mysuru", "Karnataka", "IND"),
        ("Mumbai, Mahārāshtra", "Mumbai", "Maharashtra", "IND"),
        ("Bengaluru, KA", "Bengaluru", "KA", None),
        ("Chennai, TN, IN", "Chennai", "Tamil Nadu", "IND"),
        ("Chennai, TN", "Chennai", "Tamil Nadu", "IND"),
        ("Nashville, TN", "Nashville", "Tennessee", "USA"),
        ("Carmel, Hamilton County, IN", "Hamilton County", "Indiana", "USA"),
        ("Ludhiana, Punjab, India", "Ludhiana", "Punjab", "IND"),
        ("Lahore, Punjab", "Lahore", "Punjab", None),
        ("Delhi, India", "Delhi", "Delhi", "IND"),
        ("San Juan, PR", "San Juan", None, "PRI"),
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
def test_a_place_is_split_into_city_region_and_country(raw, city, region, country):
    place = parse_location(raw)
    assert (place.raw, place.city, place.region, place.country) == (raw, city, region, country)


@pytest.mark.parametrize("raw", ["Remote", "Fully Remote", "206 Locations", "1 Location", "", None, "None", 7 * ","])
def test_what_is_no_place_gives_no_places(raw):
    assert parse_locations(raw) == ()


def test_several_places_in_one_line_are_split():
    assert [place.city for place in parse_locations("London, UK; Paris, FR or Berlin, DE")] == [
        "London",
        "Paris",
        "Berlin",
    ]
    assert [place.city for place in parse_locations("Portland, OR")] == ["Portland"]


@pytest.mark.parametrize(("raw", "count"), [("206 Locations", 206), ("Berlin, DEU", 1), ("Remote", None), (None, None)])
def test_the_number_of_places_is_read_from_a_card(raw, count):
    assert read_location_count(raw) == count


def test_a_place_in_separate_fields_needs_no_guessing():
    place = place_from_parts("Toronto", "CA", "CA")
    assert place is not None
    assert (place.city, place.region, place.country) == ("Toronto", "CA", "CAN")
    coded = place_from_parts("Toronto", "on", "Canada")
    assert coded is not None
    assert (coded.city, coded.region, coded.country) == ("Toronto", "Ontario", "CAN")
    state = place_from_parts(None, "NY", "US")
    assert state is not None
    assert (state.city, state.region, state.country) == (None, "New York", "USA")
    assert place_from_parts(None, None, None) is None


def test_the_states_of_the_usa_are_the_fifty_and_the_district():
    states = {
        name for code in map("".join, product(ascii_uppercase, repeat=2)) if (name := subdivision_of("USA", code))
    }
    assert len(states) == 51
    assert {"District of Columbia", "California", "Hawaii", "New York"} < states
    # These are countries of their own in ISO 3166-1, and the seed names them so.
    assert not {"Puerto Rico", "Guam", "American Samoa"} & states
    assert (subdivision_of("USA", "ca"), subdivision_of("DEU", "BE"), subdivision_of(None, "CA")) == (None, None, None)


def test_subdivisions_are_read_only_when_a_place_is():
    seen = "import sys, ingestion.sources; from ingestion.fields import subdivisions; "
    seen += "sys.exit(subdivisions._spellings.cache_info().currsize + subdivisions._unambiguous.cache_info().currsize)"
    assert subprocess.run([sys.executable, "-c", seen], check=False).returncode == 0


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
