"""Places as documents write them, split into city, region and country.

Here: the order of the parts of a place and what each can be. Not here: the spellings of countries
(`dbt_project/seeds/country.csv`), the states and provinces of a country (`subdivisions.py`),
the regions and locations that are counted (dbt).

A part that is both a US state and a country ("CA", "DE", "IN", "Georgia") is the state after a
city, and the country after another code or a province of it ("Waterloo, ON, CA", "Waterloo, Ontario,
CA") and after a city that the seed lists with it ("berlin, de"); alone it is undecided, and no country is set.
A part that is both a state or country and another country's province ("Perth, WA", "Regina, SK") is the latter
only after a city that the seed lists with it.
"""

import csv
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from ingestion.fields.field_values import read_word
from ingestion.fields.subdivisions import country_of_subdivision, subdivision_of
from ingestion.schemas import Location
from ingestion.storage.layout import SEEDS

COUNTRY_SEED = SEEDS / "country.csv"

_NATIONS = {"england", "scotland", "wales", "northern ireland"}
_CITIES = {"new york city": "New York", "nyc": "New York"}
_CITIES_IN_A_REGION_OF_THEIR_NAME = {"Chandigarh", "Delhi", "Puducherry"}

_MODE = re.compile(
    r"\b(?:fully |100% )?(?:remote|hybrid|in[- ]office|on-?site|work from home|wfh|telecommute|anywhere)"
    r"(?: only| first)?\b",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(r"^(?:in|from|within|across|only)\s+", re.IGNORECASE)
_SEVERAL = re.compile(r"\s*[;|•\n]\s*|\s+/\s+|\s+or\s+")
_AREA = re.compile(
    r"(?:.* )?(?:coast|area|region|metro|metroplex)|(?:the )?midwest|emea|apac|latam|dach|europe|eu|european union"
    r"|asia|africa|(?:north |south |latin )?americas?|nordics|worldwide|global",
    re.IGNORECASE,
)
_COUNT = re.compile(r"(\d{1,5})\+? locations?", re.IGNORECASE)


@cache
def load_countries(seed: Path = COUNTRY_SEED) -> Mapping[str, str]:
    """Return ISO 3166 alpha-3 codes by lower-case spelling."""
    with seed.open(encoding="utf-8", newline="") as handle:
        return MappingProxyType({row["alias"].casefold(): row["country"] for row in csv.DictReader(handle)})


def country_of(value: object) -> str | None:
    """Return the country of a field for countries alone, where "CA" can only be Canada; None for an unknown one."""
    return load_countries().get((read_word(value) or "").casefold())


def read_location_count(value: object) -> int | None:
    """Return the number of places of a card: `"206 Locations"` gives 206, a single place 1, no place None."""
    word = read_word(value)
    match = _COUNT.fullmatch(word or "")
    return int(match[1]) if match else len(parse_locations(word)) or None


def read_mode_words(value: object) -> str | None:
    """Return the words for a work mode in a place: `"USA (Remote)"` gives `Remote`."""
    match = _MODE.search(read_word(value) or "")
    return match[0] if match else None


def parse_locations(value: object) -> tuple[Location, ...]:
    """Return the places in a line, once each; "Remote" and "12 Locations" are none."""
    word = read_word(value)
    if word is None or _COUNT.fullmatch(word):
        return ()
    return tuple(dict.fromkeys(parse_location(part) for part in _SEVERAL.split(word) if _place_words(part)))


@lru_cache(maxsize=16_384)
def parse_location(raw: str) -> Location:
    """Return one place: `"Austin, TX, USA"` is the city Austin in Texas, USA; parts that are not stated are None."""
    parts = [part for text in _place_words(raw).split(",") if (part := text.strip(" -–()")) and not _is_post_code(part)]
    if not parts:
        return Location(raw)
    country, rest = _take_country(parts)
    return _place_in_usa(raw, rest) if country == "USA" else _place_elsewhere(raw, rest, country)


def place_from_parts(city: str | None, region: str | None, country: str | None) -> Location | None:
    """Return a place from separate fields, `country` in any spelling; None where all are empty."""
    raw = ", ".join(part for part in (city, region, country) if part)
    code = country_of(country)
    if code is None:
        return next(iter(parse_locations(raw)), None)
    city = _spell_city(city) if city and _place_words(city) else None
    # In a field for regions alone a code counts in any case: "on" is Ontario there, and a word in running text.
    region = (subdivision_of(code, region.upper()) or region) if region else None
    return Location(raw, city, region, code)


def _place_words(raw: str) -> str:
    """Return a place without the words for a work mode and the preposition they leave behind ("Remote in USA")."""
    return _PREPOSITION.sub("", _MODE.sub("", raw).strip(" ,-–()·:"))


def _place_elsewhere(raw: str, parts: list[str], country: str | None) -> Location:
    if not parts:
        return Location(raw, country=country)
    if _AREA.fullmatch(parts[0]) or (country == "GBR" and parts[0].casefold() in _NATIONS):
        return Location(raw, region=parts[0], country=country)
    region = subdivision_of(country, parts[-1])
    if len(parts) == 1:
        is_city = region is None or region in _CITIES_IN_A_REGION_OF_THEIR_NAME
        return Location(raw, parts[0] if is_city else None, region, country)
    # The last part is the largest area: "London, Greater London, England" and "London, England" are one place.
    return Location(raw, _city_of(parts), region or parts[-1], country)


def _place_in_usa(raw: str, parts: list[str]) -> Location:
    if not parts:
        return Location(raw, country="USA")
    last = parts[-1]
    state = _state(last)
    if len(parts) == 1 and last == "Washington":  # a state on one coast, a city on the other
        return Location(raw, country="USA")
    if len(parts) == 1 and _spell_city(last) == "New York":  # the city lies in the state of its name
        return Location(raw, "New York", "New York", "USA")
    if len(parts) == 1:
        is_region = state or _AREA.fullmatch(last)
        return Location(raw, None if is_region else last, (state or last) if is_region else None, "USA")
    # "Brooklyn, New York, NY, USA": the city stands right before the state; what precedes it is a part of the city.
    return Location(raw, _spell_city(parts[-2]), state or last, "USA")


def _take_country(parts: list[str]) -> tuple[str | None, list[str]]:
    """Return the country, or None, and the parts that remain."""
    if _state(parts[-1]):
        return _take_country_or_state(parts)
    countries, last = load_countries(), parts[-1].casefold()
    if whole := countries.get(", ".join(parts).casefold()):
        return whole, parts if last in _NATIONS or subdivision_of(whole, parts[-1]) else []
    country = countries.get(last)
    if country is None:
        return country_of_subdivision(parts[-1]) if len(parts) > 1 else None, parts
    # A nation of the United Kingdom determines the country and stays the region.
    return country, parts if last in _NATIONS else parts[:-1]


def _take_country_or_state(parts: list[str]) -> tuple[str | None, list[str]]:
    """Return the country and the parts that remain where the last part is spelt as a US state."""
    countries, last = load_countries(), parts[-1].casefold()
    pair = next((code for part in parts[:-1] if (code := countries.get(f"{part.casefold()}, {last}"))), None)
    if pair:
        # "Perth, WA" keeps WA as its region; of "Berlin, DE" only the city remains.
        return pair, parts if subdivision_of(pair, parts[-1]) else parts[:-1]
    country = countries.get(last)
    if len(parts) == 1:
        return (None, []) if country else ("USA", parts)
    is_country = country is not None and _is_after_subdivision(country, parts)
    return (country, parts[:-1]) if is_country else ("USA", parts)


def _is_after_subdivision(country: str, parts: list[str]) -> bool:
    """Whether the part before the last is a province of the country that the last part may name."""
    before = parts[-2]
    province = subdivision_of(country, before)
    if len(parts) == 2:
        # "Ontario, CA" is a city in California, "ON, CA" is none.
        return province is not None and len(before) == 2
    return province is not None or len(before) == 2


def _state(part: str) -> str | None:
    return subdivision_of("USA", part)


def _city_of(parts: list[str]) -> str:
    """Return the city among the parts: of "Camden, London, Greater London" London, else the first part."""
    named = {part.casefold().removeprefix("greater ") for part in parts if part.casefold().startswith("greater ")}
    return _spell_city(next((part for part in parts if part.casefold() in named), parts[0]))


def _spell_city(city: str) -> str:
    return _CITIES.get(city.casefold(), city)


def _is_post_code(part: str) -> bool:
    """Whether a part has only capitals and digits, as "94107", "SW1A 1AA" and "M5V 2T6" do."""
    return bool(re.fullmatch(r"[A-Z0-9]{0,4}\d[A-Z0-9]*(?:[ -]\d[A-Z0-9]*)?", part))
