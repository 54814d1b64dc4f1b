"""schema.org's JobPosting, an object of JSON, mapped to a posting.

Here: finding the objects in decoded JSON, and mapping each of their properties. Not here:
extracting the JSON from a file (`posting_page.py`, `posting_json.py`), single values (`field_values.py`,
`pay_field.py`, `location.py`).
"""

import json
from collections.abc import Iterator, Mapping
from itertools import islice

from ingestion.fields import field_values, pay_field
from ingestion.fields.location import parse_locations, place_from_parts
from ingestion.schemas import Location, Pay, Posting, Unusable

JsonObject = Mapping[str, object]

_LARGEST_COUNT = 100_000
_MAX_OBJECTS = 1_000_000
"""Objects and lists that a document may contain, each about 70 bytes in memory; a posting has about 20."""
_MAX_PLACES = 1_000
"""Places of one posting that are read; the most that a real one has are 206."""


def load_json(text: str) -> object:
    """Return the decoded JSON; raises `Unusable` for text that is no JSON, is cut off or is nested without end."""
    # Counted before decoding: a short text can decode to more objects than there is memory.
    if text.count("{") + text.count("[") > _MAX_OBJECTS:
        raise Unusable("too_large", f"it has more than {_MAX_OBJECTS:,} objects and lists; split it.")
    try:
        # Not strict: saved descriptions contain raw line breaks inside strings.
        return json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        message = error if isinstance(error, json.JSONDecodeError) else type(error).__name__
        raise Unusable("not_json", f"it is not valid JSON ({message}); save it again, whole.") from error


def find_job_postings(data: object) -> list[JsonObject]:
    """Return the JobPosting objects in a decoded document, outermost only, in document order."""
    postings: list[JsonObject] = []
    # A stack and no recursion: documents may be nested deeper than Python's limit.
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if is_job_posting(value):
                postings.append(value)
            else:
                waiting.extend(reversed(value.values()))
        elif isinstance(value, list):
            waiting.extend(reversed(value))
    return postings


def is_job_posting(value: object) -> bool:
    """Whether an object has the type JobPosting, or no type and the properties that only a JobPosting has."""
    if not isinstance(value, dict):
        return False
    if "@type" in value:
        names = [name for name in _as_list(value["@type"]) if isinstance(name, str)]
        return any(name.rsplit("/", 1)[-1].rsplit(":", 1)[-1] == "JobPosting" for name in names)
    return "title" in value and ("hiringOrganization" in value or "datePosted" in value)


def to_posting(data: JsonObject, record_type: str, address: str | None = None) -> Posting:
    """Return a JobPosting as a posting; `address` is that of its page. Raises `Unusable` without a title."""
    notes: list[str] = []
    title = _title(data)
    company = _name(data.get("hiringOrganization"))
    url = field_values.read_url(address) or field_values.read_url(_first(data.get("url")))
    description = field_values.read_text(_first(data.get("description")))
    stated_id = _identifier(data.get("identifier")) or field_values.id_from_url(url, needs_number=True)
    field_values.note_cuts(notes, title=title, company=company)
    locations = _locations(data)
    places = len(_as_list(data.get("jobLocation")))
    return Posting(
        external_id=field_values.choose_id(stated_id, company, title, url, description, notes),
        record_type=record_type,
        title=title,
        company=company,
        locations=locations,
        location_count=places if 0 < places < _LARGEST_COUNT else None,
        employment_type=field_values.read_line(", ".join(field_values.read_list(_as_list(data.get("employmentType"))))),
        work_mode=field_values.first_word(_as_list(data.get("jobLocationType"))),
        level=None,
        posted_on=field_values.read_date("datePosted", _first(data.get("datePosted")), notes),
        valid_through_on=field_values.read_date("validThrough", _first(data.get("validThrough")), notes),
        pay=_pay(data, notes),
        years_experience=_years(data.get("experienceRequirements")),
        degree=_degree(data),
        description=description,
        description_is_html=True,
        tags=field_values.read_list(data.get("skills")),
        industries=field_values.read_list(data.get("industry")),
        company_size=_company_size(data.get("hiringOrganization")),
        url=url,
        notes=tuple(notes),
    )


def address_of(data: JsonObject) -> str | None:
    """Return the address an object gives for itself."""
    return field_values.read_url(_first(data.get("url")))


def _title(data: JsonObject) -> str:
    title = field_values.first_word([*_as_list(data.get("title")), *_as_list(data.get("name"))])
    if title is None:
        raise Unusable("no_title", "its JobPosting has no title; save the page again or leave it out.")
    return title


def _as_list(value: object) -> list[object]:
    """Return a property as a list: JSON-LD writes one value without the list around it."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _first(value: object) -> object:
    return next(iter(_as_list(value)), None)


def _objects(value: object) -> Iterator[JsonObject]:
    return (entry for entry in _as_list(value) if isinstance(entry, dict))


def _name(value: object) -> str | None:
    names = (
        entry.get("name") or entry.get("legalName") if isinstance(entry, dict) else entry for entry in _as_list(value)
    )
    return field_values.first_word(names)


def _identifier(value: object) -> str | None:
    values = (entry.get("value") if isinstance(entry, dict) else entry for entry in _as_list(value))
    return field_values.first_id(values)


def _locations(data: JsonObject) -> tuple[Location, ...]:
    # Where applicants may live is the location only of a job that has no location of its own.
    stated = _as_list(data.get("jobLocation")) or _as_list(data.get("applicantLocationRequirements"))
    places = (place for entry in stated for place in _places(entry))
    return tuple(dict.fromkeys(islice(places, _MAX_PLACES)))


def _places(entry: object) -> Iterator[Location]:
    if not isinstance(entry, dict):
        yield from parse_locations(entry)
        return
    for address in _as_list(entry.get("address")) or [entry]:
        if not isinstance(address, dict):
            yield from parse_locations(address)
        elif place := _place(address):
            yield place


def _place(address: JsonObject) -> Location | None:
    country = _name(address.get("addressCountry"))
    city = field_values.read_word(_first(address.get("addressLocality")))
    region = _name(address.get("addressRegion"))
    if city or region or country:
        return place_from_parts(city, region, country)
    name = field_values.read_word(address.get("name"))
    if address.get("@type") == "Country" and name:
        return place_from_parts(None, None, name)
    return next(iter(parse_locations(name)), None)


def _pay(data: JsonObject, notes: list[str]) -> Pay | None:
    stated = _first(data.get("baseSalary")) or _first(data.get("estimatedSalary"))
    if not isinstance(stated, dict):
        currency = pay_field.read_currency(data.get("salaryCurrency"))
        amount = pay_field.read_amount(stated) if not isinstance(stated, str) else None
        if amount is None:
            return pay_field.read_pay_words(stated, notes) if isinstance(stated, str) else None
        return pay_field.check_pay(_given(amount, amount, currency, None), amount, amount, currency, None, notes)
    value = _first(stated.get("value"))
    inner: JsonObject = value if isinstance(value, dict) else {"value": value}
    return _pay_of(stated, inner, data, notes)


def _pay_of(stated: JsonObject, inner: JsonObject, data: JsonObject, notes: list[str]) -> Pay | None:
    def first_of(*names: str) -> object:
        # Sites put the same properties on the MonetaryAmount or on the QuantitativeValue inside it.
        return next((entry[name] for name in names for entry in (inner, stated) if entry.get(name) is not None), None)

    currency = pay_field.read_currency(first_of("currency", "currencyCode") or data.get("salaryCurrency"))
    unit = first_of("unitText", "unitCode", "duration")
    exact = pay_field.read_amount(inner.get("value"))
    minimum = pay_field.read_amount(first_of("minValue")) or exact
    maximum = pay_field.read_amount(first_of("maxValue")) or exact
    if minimum is None and maximum is None:
        return None
    given = _given(minimum, maximum, currency, field_values.read_word(unit))
    return pay_field.check_pay(given, minimum, maximum, currency, pay_field.read_period(unit), notes)


def _given(minimum: float | None, maximum: float | None, currency: str | None, unit: str | None) -> str:
    ends = "-".join(dict.fromkeys(f"{number:.15g}" for number in (minimum, maximum) if number is not None))
    return " ".join(part for part in (ends, currency, unit) if part)


def _years(value: object) -> float | None:
    months = (pay_field.read_amount(entry.get("monthsOfExperience")) for entry in _objects(value))
    return next((round(number / 12, 2) for number in months if number and number <= 12 * 60), None)


def _degree(data: JsonObject) -> str | None:
    # One board writes the property with a capital letter.
    stated = _as_list(data.get("educationRequirements")) or _as_list(data.get("EducationRequirements"))
    degrees = (entry.get("credentialCategory") if isinstance(entry, dict) else entry for entry in stated)
    return field_values.read_line(
        ", ".join(field_values.read_list([word for degree in degrees for word in _as_list(degree)]))
    )


def _company_size(value: object) -> int | None:
    for company in _objects(value):
        count = company.get("numberOfEmployees")
        stated = count.get("value") if isinstance(count, dict) else count
        if size := field_values.read_company_size(stated):
            return size
    return None
