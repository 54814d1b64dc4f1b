"""schema.org's JobPosting, an object of JSON, mapped to a posting.

Here: finding the objects in what was decoded, and what each of their properties says. Not here:
where the JSON stands (`posting_page.py`, `posting_json.py`), single values (`field_values.py`,
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
_MOST_OBJECTS = 1_000_000
"""Objects and lists that a document may hold, each about 70 bytes in memory; a posting has about 20."""
_MOST_PLACES = 1_000
"""Places of one posting that are read; the most that a real one has are 206."""


def load_json(text: str) -> object:
    """Return the decoded text; raises `Unusable` for what is no JSON, is cut off or is nested without end."""
    if text.count("{") + text.count("[") > _MOST_OBJECTS:
        raise Unusable("too_large", f"it holds more than {_MOST_OBJECTS:,} objects and lists; split it.")
    try:
        # Not strict: saved descriptions hold raw line breaks inside strings.
        return json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        told = error if isinstance(error, json.JSONDecodeError) else type(error).__name__
        raise Unusable("not_json", f"it is not valid JSON ({told}); save it again, whole.") from error


def find_job_postings(data: object) -> list[JsonObject]:
    """Return the JobPosting objects in a decoded document, outermost only, in the order they stand in."""
    found: list[JsonObject] = []
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if is_job_posting(value):
                found.append(value)
            else:
                waiting.extend(reversed(value.values()))
        elif isinstance(value, list):
            waiting.extend(reversed(value))
    return found


def is_job_posting(value: object) -> bool:
    """Whether an object says that it is a JobPosting, or says nothing and has what only a JobPosting has."""
    if not isinstance(value, dict):
        return False
    if "@type" in value:
        names = [name for name in _each(value["@type"]) if isinstance(name, str)]
        return any(name.rsplit("/", 1)[-1].rsplit(":", 1)[-1] == "JobPosting" for name in names)
    return "title" in value and ("hiringOrganization" in value or "datePosted" in value)


def to_posting(data: JsonObject, record_type: str, address: str | None = None) -> Posting:
    """Return what a JobPosting says; `address` is that of its page. Raises `Unusable` without a title."""
    notes: list[str] = []
    title = _title(data)
    company = _name(data.get("hiringOrganization"))
    url = field_values.read_url(address) or field_values.read_url(_first(data.get("url")))
    description = field_values.read_text(_first(data.get("description")))
    told = _identifier(data.get("identifier")) or field_values.id_from_url(url, needs_number=True)
    field_values.note_cuts(notes, title=title, company=company)
    locations = _locations(data)
    places = len(_each(data.get("jobLocation")))
    return Posting(
        external_id=field_values.choose_id(told, company, title, url, description, notes),
        record_type=record_type,
        title=title,
        company=company,
        locations=locations,
        location_count=places if 0 < places < _LARGEST_COUNT else None,
        employment_type=field_values.read_line(", ".join(field_values.read_list(_each(data.get("employmentType"))))),
        work_mode=field_values.first_word(_each(data.get("jobLocationType"))),
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
    title = field_values.first_word([*_each(data.get("title")), *_each(data.get("name"))])
    if title is None:
        raise Unusable("no_title", "its JobPosting has no title; save the page again or leave it out.")
    return title


def _each(value: object) -> list[object]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _first(value: object) -> object:
    return next(iter(_each(value)), None)


def _objects(value: object) -> Iterator[JsonObject]:
    return (entry for entry in _each(value) if isinstance(entry, dict))


def _name(value: object) -> str | None:
    names = (
        entry.get("name") or entry.get("legalName") if isinstance(entry, dict) else entry for entry in _each(value)
    )
    return field_values.first_word(names)


def _identifier(value: object) -> str | None:
    values = (entry.get("value") if isinstance(entry, dict) else entry for entry in _each(value))
    return field_values.first_id(values)


def _locations(data: JsonObject) -> tuple[Location, ...]:
    # Where applicants may live is the place only of work that has no place of its own.
    told = _each(data.get("jobLocation")) or _each(data.get("applicantLocationRequirements"))
    places = (place for entry in told for place in _places(entry))
    return tuple(dict.fromkeys(islice(places, _MOST_PLACES)))


def _places(entry: object) -> Iterator[Location]:
    if not isinstance(entry, dict):
        yield from parse_locations(entry)
        return
    for address in _each(entry.get("address")) or [entry]:
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
    def told(*names: str) -> object:
        return next((entry[name] for name in names for entry in (inner, stated) if entry.get(name) is not None), None)

    currency = pay_field.read_currency(told("currency", "currencyCode") or data.get("salaryCurrency"))
    unit = told("unitText", "unitCode", "duration")
    exact = pay_field.read_amount(inner.get("value"))
    low = pay_field.read_amount(told("minValue")) or exact
    high = pay_field.read_amount(told("maxValue")) or exact
    if low is None and high is None:
        return None
    given = _given(low, high, currency, field_values.read_word(unit))
    return pay_field.check_pay(given, low, high, currency, pay_field.read_period(unit), notes)


def _given(low: float | None, high: float | None, currency: str | None, unit: str | None) -> str:
    ends = "-".join(dict.fromkeys(f"{number:.15g}" for number in (low, high) if number is not None))
    return " ".join(part for part in (ends, currency, unit) if part)


def _years(value: object) -> float | None:
    months = (pay_field.read_amount(entry.get("monthsOfExperience")) for entry in _objects(value))
    return next((round(number / 12, 2) for number in months if number and number <= 12 * 60), None)


def _degree(data: JsonObject) -> str | None:
    # One board writes the property with a capital letter.
    told = _each(data.get("educationRequirements")) or _each(data.get("EducationRequirements"))
    degrees = (entry.get("credentialCategory") if isinstance(entry, dict) else entry for entry in told)
    return field_values.read_line(
        ", ".join(field_values.read_list([word for degree in degrees for word in _each(degree)]))
    )


def _company_size(value: object) -> int | None:
    for company in _objects(value):
        count = company.get("numberOfEmployees")
        told = count.get("value") if isinstance(count, dict) else count
        if size := field_values.read_company_size(told):
            return size
    return None
