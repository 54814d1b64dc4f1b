"""States and provinces by code and by name, as ISO 3166-2 lists them (from pycountry).

Here: the countries whose postings write a subdivision after the city (`Austin, TX`, `Toronto, ON`). Not here:
the parts of a place (`location.py`), spellings of countries (`dbt_project/seeds/country.csv`).
"""

import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

COUNTRIES = MappingProxyType({"USA": "US", "CAN": "CA", "AUS": "AU", "IND": "IN"})
"""ISO 3166-1 alpha-2 codes, which begin the codes of subdivisions, by the alpha-3 codes of places."""
# In these countries addresses are written as a city with a bare code ("Vancouver, BC"); elsewhere two
# letters may be anything: ISO has nine regions called KA.
_WITH_BARE_CODES = ("USA", "CAN", "AUS")
# Puerto Rico, Guam and others are countries of ISO 3166-1 as well, and the seed of countries has them as such.
_COUNTRIES_THEMSELVES = "Outlying area"


def subdivision_of(country: str | None, part: str) -> str | None:
    """Return the name of a country's state or province by code in capitals or name in any case; else None.

    `("CAN", "ON")` and `("CAN", "ontario")` give `Ontario`, `("CAN", "on")` None, as in lower case "in" and "on" are
    words; `country` is an alpha-3 code. Names are in plain letters: ISO's `Karnātaka` is the `Karnataka` that
    documents write, and `Québec` is `Quebec`.
    """
    spellings = _spellings(country) if country in COUNTRIES else {}
    return spellings.get(part) or spellings.get(_fold(part))


def country_of_subdivision(part: str) -> str | None:
    """Return the alpha-3 code of the one country that a state or province lies in; None where several have one.

    A name is enough; of codes only those of `_WITH_BARE_CODES` count, which addresses write after a city.
    """
    return _unambiguous().get(part) or _unambiguous().get(_fold(part))


@cache
def _spellings(country: str) -> Mapping[str, str]:
    """Return names by code and by folded name; a code is in capitals and a folded name is not."""
    names = {code: name for alpha_2, code, name in _listed() if alpha_2 == COUNTRIES[country]}
    return MappingProxyType({**names, **{_fold(name): name for name in names.values()}})


@cache
def _unambiguous() -> Mapping[str, str]:
    """Return alpha-3 codes by the spellings that can mean a subdivision of one country only."""
    # Counted in the whole world for names (a Punjab lies in Pakistan too), among those written bare for codes.
    names = Counter(_fold(name) for _, _, name in _listed())
    codes = Counter(code for country in _WITH_BARE_CODES for code in _spellings(country) if code.isupper())
    return MappingProxyType(
        {
            spelling: country
            for country in COUNTRIES
            for spelling in _spellings(country)
            if names[spelling] == 1 or (country in _WITH_BARE_CODES and codes[spelling] == 1)
        }
    )


@cache
def _listed() -> tuple[tuple[str, str, str], ...]:
    """Return all subdivisions: the country's alpha-2 code, the code within it, the name in plain letters."""
    # Imported here: every command would pay 20 ms for it, and the list takes 30 more.
    import pycountry

    return tuple(
        (*s.code.split("-", 1), _plain(s.name)) for s in pycountry.subdivisions if s.type != _COUNTRIES_THEMSELVES
    )


def _fold(name: str) -> str:
    return _plain(name).casefold()


def _plain(name: str) -> str:
    """Return a name without the marks over and under its letters."""
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
