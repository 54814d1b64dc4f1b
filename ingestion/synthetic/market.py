"""The invented labour market: companies and the places where they hire.

Here: company names made of syllables (so that no real employer is named), their size, stage and
industry, and the cities with their countries and currencies. Not here: the jobs (`openings`) and
the texts of postings (`composition`).
"""

from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate

from .draw import Draw
from .vocabulary import Industry, load_industries, load_phrases


@dataclass(frozen=True, slots=True)
class Place:
    """A place of work; `city` and `region` are empty where only the country is stated."""

    city: str
    region: str
    country: str
    country_name: str
    currency: str

    @property
    def card(self) -> str:
        """As a listing card writes it: `New York, NY, USA`."""
        return ", ".join(part for part in (self.city, self.region, self.country) if part)

    @property
    def short(self) -> str:
        """As a saved file writes it: `New York, USA`."""
        return ", ".join(part for part in (self.city, self.country) if part)

    @property
    def whole_country(self) -> "Place":
        """The country of this place, no city."""
        return Place("", "", self.country, self.country_name, self.currency)


@dataclass(frozen=True, slots=True)
class Company:
    """An invented employer; `sister` is the name of a brand that posts the same texts."""

    name: str
    sister: str
    industry: Industry
    size: int
    stage: str
    key: str


_US = ("USA", "the United States", "USD")
_PLACES = (
    (26, Place("New York", "NY", *_US)),
    (14, Place("San Francisco", "CA", *_US)),
    (9, Place("Los Angeles", "CA", *_US)),
    (6, Place("Austin", "TX", *_US)),
    (5, Place("Chicago", "IL", *_US)),
    (4, Place("Boston", "MA", *_US)),
    (4, Place("Denver", "CO", *_US)),
    (3, Place("Atlanta", "GA", *_US)),
    (3, Place("Seattle", "WA", *_US)),
    (14, Place("London", "England", "GBR", "the United Kingdom", "GBP")),
    (2, Place("Manchester", "England", "GBR", "the United Kingdom", "GBP")),
    (6, Place("Berlin", "Berlin", "DEU", "Germany", "EUR")),
    (2, Place("Munich", "Bavaria", "DEU", "Germany", "EUR")),
    (3, Place("Amsterdam", "North Holland", "NLD", "the Netherlands", "EUR")),
    (2, Place("Paris", "Île-de-France", "FRA", "France", "EUR")),
    (1, Place("Zurich", "Zurich", "CHE", "Switzerland", "CHF")),
    (2, Place("Toronto", "ON", "CAN", "Canada", "CAD")),
    (1, Place("Dublin", "Leinster", "IRL", "Ireland", "EUR")),
)
PLACES = tuple(place for _, place in _PLACES)
_PLACE_WEIGHTS = tuple(weight for weight, _ in _PLACES)

_FORMS = ("", " Labs", " Systems", " Group", " Works", " Technologies", " & Co", " Partners", " Digital", " Collective")
_STAGES = ((10, "seed-stage", 14), (22, "Series A", 45), (26, "Series B", 130), (12, "privately held", 600))
_PUBLIC = ("publicly listed", 4200)


def pick_place(draw: Draw, *, country: str | None = None) -> Place:
    """One place, large markets more likely; `country` (alpha-3) narrows the choice."""
    if country is None:
        return PLACES[draw.weigh(_PLACE_WEIGHTS)]
    return draw.pick([place for place in PLACES if place.country == country])


def _name(number: int) -> tuple[str, str]:
    """Return the name of the company with this number, and of its sister brand; different numbers differ."""
    names = load_phrases("names")
    stems, ends = names["stem"], names["end"]
    pairs = len(stems) * len(ends)
    stem, end = divmod((number * 347) % pairs, len(ends))
    turn = number // pairs
    base = stems[stem] + ends[end]
    form = _FORMS[(number + turn) % len(_FORMS)]
    again = f" {turn // len(_FORMS) + 1}" if turn >= len(_FORMS) else ""
    return f"{base}{form}{again}", f"{base} Ventures{again}" if turn == 0 else f"{base} Ventures {turn + 1}"


def _make_company(seed: int, number: int, *, is_large: bool) -> Company:
    draw = Draw(seed, "company", number)
    name, sister = _name(number)
    if is_large or draw.chance(0.3):
        stage, size = _PUBLIC
    else:
        _, stage, size = _STAGES[draw.weigh([weight for weight, _, _ in _STAGES])]
    size = size * draw.between(60, 180) // 100
    return Company(name, sister, draw.pick(load_industries()), size, stage, f"company-{number}")


class Market:
    """The companies of a corpus of the given size; few of them have many openings."""

    def __init__(self, seed: int, postings: int) -> None:
        count = max(12, postings * 62 // 100)
        self.companies = [_make_company(seed, number, is_large=number < count // 40) for number in range(count)]
        # Rank-size with a flattened head: of 1,200 postings the largest employer has about 25, most have one or two.
        self._totals = list(accumulate(1000 // (rank + 6) + 1 for rank in range(count)))

    def pick_company(self, draw: Draw) -> Company:
        """One company, large employers more likely."""
        point = draw.between(0, self._totals[-1] - 1)
        return self.companies[bisect(self._totals, point)]
