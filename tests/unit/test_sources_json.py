"""schema.org JobPostings: in pages, in JSON documents and in JSON Lines."""

import html
import json
from datetime import date

import pytest

from ingestion.schemas import Location, Pay, Unusable
from ingestion.sources import source_of
from ingestion.sources.base import Hints

pytestmark = pytest.mark.unit

PAGE, JSON, LINES = source_of("posting-page"), source_of("posting-json"), source_of("posting-jsonl")
JOB = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Data &amp; ML Engineer",
    "description": "<p>We move data.</p>",
    "hiringOrganization": {"@type": "Organization", "name": "Nordlicht", "numberOfEmployees": {"value": 120}},
    "jobLocation": [
        {"@type": "Place", "address": {"addressLocality": "Austin", "addressRegion": "TX", "addressCountry": "USA"}},
        {"@type": "Place", "address": {"addressRegion": "New York", "addressCountry": {"name": "US"}}},
    ],
    "applicantLocationRequirements": {"@type": "Country", "name": "DEU"},
    "jobLocationType": "TELECOMMUTE",
    "employmentType": ["FULL_TIME", "CONTRACTOR"],
    "datePosted": "2026-02-20",
    "validThrough": "2026-03-28T02:08:24+00:00",
    "identifier": {"@type": "PropertyValue", "name": "Nordlicht", "value": 417},
    "baseSalary": {
        "@type": "MonetaryAmount",
        "currency": "USD",
        "value": {"@type": "QuantitativeValue", "minValue": 115000, "maxValue": "132500", "unitText": "YEAR"},
    },
    "experienceRequirements": {"@type": "OccupationalExperienceRequirements", "monthsOfExperience": 60},
    "EducationRequirements": {"credentialCategory": "Bachelor Degree"},
    "industry": "Software, Logistics",
    "skills": ["dbt", "Python"],
    "url": "https://board.example/job/x/417",
}


def page(script, script_type="application/ld+json", head=""):
    return f'<!doctype html><html><head>{head}<script type="{script_type}">{script}</script></head></html>'.encode()


def only(source, content):
    (record,) = source.split(content)
    return source.parse(record)


def read(**changes):
    return only(JSON, json.dumps({**JOB, **changes}).encode())


def refuse(source, content):
    with pytest.raises(Unusable) as caught:
        only(source, content)
    return caught.value


def test_every_property_of_a_job_posting_is_read():
    posting = read()
    assert (posting.external_id, posting.record_type) == ("417", "json")
    assert (posting.title, posting.company, posting.company_size) == ("Data & ML Engineer", "Nordlicht", 120)
    assert posting.locations == (
        Location("Austin, TX, USA", "Austin", "Texas", "USA"),
        Location("New York, US", None, "New York", "USA"),
    )
    assert posting.location_count == 2
    assert (posting.work_mode, posting.employment_type) == ("TELECOMMUTE", "FULL_TIME, CONTRACTOR")
    assert (posting.posted_on, posting.valid_through_on) == (date(2026, 2, 20), date(2026, 3, 28))
    assert posting.pay == Pay("115000-132500 USD YEAR", 115_000, 132_500, "USD", "year")
    assert (posting.years_experience, posting.degree) == (5, "Bachelor Degree")
    assert (posting.description, posting.description_is_html) == ("<p>We move data.</p>", True)
    assert (posting.industries, posting.tags) == (("Software", "Logistics"), ("dbt", "Python"))
    assert posting.url == "https://board.example/job/x/417"
    assert posting.notes == ()


def test_where_applicants_may_live_is_the_place_only_without_another_one():
    assert [place.country for place in read(jobLocation=None).locations] == ["DEU"]
    assert read(jobLocation=None).location_count is None
    several = [{"@type": "Country", "name": "GBR"}, {"@type": "Country", "name": "Canada"}]
    assert [p.country for p in read(jobLocation=[], applicantLocationRequirements=several).locations] == ["GBR", "CAN"]


@pytest.mark.parametrize(
    "place",
    ["Austin, TX, USA", {"address": "Austin, TX, USA"}, {"address": {"addressLocality": "Austin, TX, USA"}}],
)
def test_a_place_in_words_is_read_too(place):
    assert [(p.city, p.region, p.country) for p in read(jobLocation=place).locations] == [("Austin", "Texas", "USA")]


@pytest.mark.parametrize("company", ["Nordlicht", [{"name": "Nordlicht"}], {"legalName": "Nordlicht"}])
def test_the_company_is_read_in_every_form(company):
    assert read(hiringOrganization=company).company == "Nordlicht"


@pytest.mark.parametrize(
    ("salary", "pay"),
    [
        (120000, Pay("120000", 120_000, 120_000, None, None)),
        ({"currency": "EUR", "value": 90000, "unitText": "YEAR"}, Pay("90000 EUR YEAR", 90_000, 90_000, "EUR", "year")),
        (
            {"currency": "USD", "minValue": 40, "maxValue": 60, "unitText": "HOUR"},
            Pay("40-60 USD HOUR", 40, 60, "USD", "hour"),
        ),
        (
            {"currency": "USD", "value": {"value": "80,000", "unitText": "year"}},
            Pay("80000 USD year", 80_000, 80_000, "USD", "year"),
        ),
        (
            {"currency": "USD", "value": {"minValue": 3, "maxValue": 3, "unitText": "YEAR"}},
            Pay("3 USD YEAR", None, None, "USD", "year"),
        ),
        ("113K-186K Annually", Pay("113K-186K Annually", 113_000, 186_000, None, "year")),
        ({"currency": "USD", "value": {"unitText": "YEAR"}}, None),
        (None, None),
    ],
)
def test_pay_is_read_in_every_form(salary, pay):
    assert read(baseSalary=salary).pay == pay


def test_pay_that_is_none_leaves_a_note():
    posting = read(baseSalary={"currency": "USD", "value": {"minValue": 3, "maxValue": 3, "unitText": "YEAR"}})
    assert "'3 USD YEAR' is outside 1,000" in posting.notes[0]


@pytest.mark.parametrize(
    ("changes", "external_id"),
    [
        ({"identifier": "R-12"}, "R-12"),
        ({"identifier": [{"value": "9"}]}, "9"),
        ({"identifier": None}, "417"),
        ({"identifier": {"name": "Nordlicht"}, "url": "https://board.example/job/55/data-engineer"}, "55"),
    ],
)
def test_the_id_is_the_identifier_else_the_number_in_the_address(changes, external_id):
    assert read(**changes).external_id == external_id


def test_without_identifier_and_address_the_id_is_derived():
    posting = read(identifier=None, url=None)
    assert len(posting.external_id) == 12
    assert "derived" in posting.notes[0]


def test_a_job_posting_without_a_title_cannot_be_used():
    assert refuse(JSON, json.dumps({**JOB, "title": " "}).encode()).rule_id == "no_title"


def test_a_page_gives_the_posting_with_the_pages_address():
    canonical = '<link rel="canonical" href="https://builtin.com/job/data-engineer/417">'
    posting = only(PAGE, page(json.dumps({"@graph": [{"@type": "WebPage"}, JOB]}), head=canonical))
    assert (posting.record_type, posting.url) == ("page", "https://builtin.com/job/data-engineer/417")
    assert PAGE.hints(page(json.dumps(JOB), head=canonical)) == Hints("builtin")
    assert PAGE.hints(page(json.dumps(JOB))) == Hints("board.example")


@pytest.mark.parametrize(
    "script_type", ["application/ld&#x2B;json", "APPLICATION/LD+JSON", "application/ld+json; charset=utf-8"]
)
def test_the_type_of_a_script_is_compared_after_it_was_decoded(script_type):
    assert only(PAGE, page(json.dumps(JOB), script_type)).external_id == "417"


@pytest.mark.parametrize(
    "wrap",
    [
        "{}",
        "[{}]",
        "<!-- {} -->",
        "//<![CDATA[\n{}\n//]]>",
        "/*<![CDATA[*/{}/*]]>*/",
        "<![CDATA[{}]]>",
        "{};",
        '{{"@graph": [{{"@type": "Organization"}}, {}]}}',
        '{{"@type": "ItemList", "itemListElement": [{{"item": {}}}]}}',
    ],
)
def test_json_is_found_however_it_is_wrapped(wrap):
    assert only(PAGE, page(wrap.format(json.dumps(JOB)))).external_id == "417"


def test_a_script_that_was_escaped_as_a_whole_is_read():
    escaped = html.escape(json.dumps({**JOB, "title": "Data Engineer"}))
    assert only(PAGE, page(escaped)).title == "Data Engineer"


@pytest.mark.parametrize(
    "name", ["JobPosting", ["Thing", "JobPosting"], "https://schema.org/JobPosting", "schema:JobPosting"]
)
def test_a_job_posting_is_known_by_any_spelling_of_its_type(name):
    assert read(**{"@type": name}).external_id == "417"


def test_raw_line_breaks_inside_strings_do_not_matter():
    assert only(PAGE, page(json.dumps(JOB).replace("We move", "We\nmove"))).description == "<p>We\nmove data.</p>"


def test_a_page_of_several_postings_gives_each_its_own_address():
    other = {**JOB, "identifier": "418", "url": "https://board.example/job/x/418"}
    head = '<link rel="canonical" href="https://board.example/search">'
    records = PAGE.split(page(json.dumps([JOB, other]), head=head))
    assert [PAGE.parse(record).url for record in records] == [JOB["url"], other["url"]]


def test_a_page_without_a_job_posting_is_rejected_for_it():
    assert refuse(PAGE, page('{"@type": "WebPage"}')).rule_id == "no_job_posting"
    assert refuse(PAGE, b"<html><body>Please log in</body></html>").rule_id == "no_job_posting"


def test_a_page_whose_job_posting_is_cut_off_is_rejected_for_it():
    assert refuse(PAGE, page(json.dumps(JOB)[:-40])).rule_id == "not_json"


def test_an_invalid_line_does_not_affect_the_others():
    content = "\n".join([json.dumps(JOB), "", '{"cut', '{"@type": "WebPage"}', json.dumps(JOB)]).encode()
    records = list(LINES.split(content))
    assert len(records) == 4
    assert [getattr(record, "rule_id", "good") for record in records] == ["good", "not_json", "no_job_posting", "good"]


def test_unusable_entries_of_a_list_are_counted_as_records():
    records = JSON.split(json.dumps([JOB, {"@type": "WebPage"}, 7]).encode())
    assert [getattr(record, "rule_id", "good") for record in records] == ["good", "no_job_posting", "no_job_posting"]


@pytest.mark.parametrize(
    "content", [b'{"@type": "JobPosting", "title": "x"', b"[" * 100_000, b'{"a": ' + b"9" * 5_000 + b"}"]
)
def test_json_that_cannot_be_decoded_is_rejected_for_it(content):
    assert refuse(JSON, content).rule_id == "not_json"


def test_json_of_unexpected_shape_never_fails():
    odd = [
        None,
        True,
        0,
        float("nan"),
        "",
        "\ud800",
        [],
        {},
        [None],
        [[1]],
        {"name": None},
        {"value": [1, {"a": 2}]},
        "http://[x",
    ]
    for key in JOB:
        for value in odd:
            content = json.dumps({**JOB, key: value}).encode()
            try:
                for record in JSON.split(content):
                    JSON.parse(record)
            except Unusable:
                pass
            JSON.hints(content)
