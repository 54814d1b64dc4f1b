"""YAML postings: the fields of a file, and files that are not valid YAML."""

from datetime import date

import pytest

from ingestion.schemas import Location, Unusable
from ingestion.sources import source_of
from ingestion.sources.base import Hints

pytestmark = pytest.mark.unit

SOURCE = source_of("yaml-posting")
WHOLE = """\
job_id: 0417
title: Senior Data Engineer
company: Nordlicht & Co
location: London, GBR
work_type: FULL_TIME
level: Expert/Leader
skills:
  - dbt
  - Python
company_size: 26,259 Employees
compensation: 113K-186K Annually
description: |
  We move data from ships to
  shore.

  You write pipelines.
industries:
  - Logistics
posted_date: 2026-01-28
url: https://builtin.com/job/senior-data-engineer/417
source: Built In
"""
# The text lost the indent of two of its lines, and one of them looks like a key that was seen before.
BROKEN = """\
job_id: 418
title: Engineer: Backend
company: 'Nordlicht'
location: Berlin, DEU
skills:
  - Go
description: |
  We build tide tables.

company: Nordlicht, since 1901
  is by the sea.
  - "We write Go and a little SQL for it, every"
    day.
posted_date: 2026-01-29
url: https://board.example/job/418
"""


def read(text):
    (record,) = SOURCE.split(text if isinstance(text, bytes) else text.encode())
    return SOURCE.parse(record)


def test_every_field_of_a_posting_is_read():
    posting = read(WHOLE)
    assert (posting.external_id, posting.record_type) == ("0417", "file")
    assert (posting.title, posting.company) == ("Senior Data Engineer", "Nordlicht & Co")
    assert posting.locations == (Location("London, GBR", "London", None, "GBR"),)
    assert posting.location_count is None
    assert (posting.employment_type, posting.work_mode, posting.level) == ("FULL_TIME", None, "Expert/Leader")
    assert posting.posted_on == date(2026, 1, 28)
    assert posting.pay is not None
    assert (posting.pay.minimum, posting.pay.maximum) == (113_000, 186_000)
    assert posting.description == "We move data from ships to\nshore.\n\nYou write pipelines."
    assert not posting.description_is_html
    assert (posting.tags, posting.industries) == (("dbt", "Python"), ("Logistics",))
    assert posting.company_size == 26_259
    assert posting.url == "https://builtin.com/job/senior-data-engineer/417"
    assert not posting.is_lenient
    assert posting.notes == ()


def test_a_missing_location_and_no_employees_are_null():
    posting = read("title: Data Engineer\ncompany: N\nlocation:\ncompany_size: 0 Employees\njob_id: 1\n")
    assert posting.locations == ()
    assert posting.company_size is None
    assert posting.description is None


def test_words_that_yaml_would_turn_into_values_stay_words():
    posting = read("job_id: 1\ntitle: On\ncompany: 1984\nlocation: NO\nposted_date: 2026-02-31\n")
    assert (posting.title, posting.company, posting.locations[0].country) == ("On", "1984", "NOR")
    assert posting.posted_on is None
    assert "'2026-02-31' is not a date" in posting.notes[0]


def test_a_location_of_remote_is_a_work_mode_and_no_place():
    posting = read("job_id: 1\ntitle: Data Engineer\ncompany: N\nlocation: Remote\n")
    assert posting.locations == ()
    assert posting.work_mode == "Remote"


def test_an_id_is_read_from_the_address_else_derived_with_a_note():
    assert read("title: Data Engineer\nurl: https://board.example/job/77\n").external_id == "77"
    derived = read("title: Data Engineer\ncompany: N\n")
    assert len(derived.external_id) == 12
    assert "derived" in derived.notes[0]


def test_a_posting_without_a_title_cannot_be_used():
    with pytest.raises(Unusable, match="title") as caught:
        read("job_id: 1\ntitle: '  '\ncompany: N\n")
    assert caught.value.rule_id == "no_title"


def test_a_file_that_is_not_valid_yaml_is_read_line_by_line():
    posting = read(BROKEN)
    assert posting.is_lenient
    assert "not valid YAML" in posting.notes[0]
    assert (posting.external_id, posting.title, posting.company) == ("418", "Engineer: Backend", "Nordlicht")
    assert posting.tags == ("Go",)
    assert posting.description == (
        "We build tide tables.\n\ncompany: Nordlicht, since 1901\nis by the sea.\n"
        "- We write Go and a little SQL for it, every\n  day."
    )
    assert posting.posted_on == date(2026, 1, 29)
    assert posting.url == "https://board.example/job/418"


@pytest.mark.parametrize("text", ["title: a: b\ncompany: N\n", "job_id: 1\ntitle: [\n", ": : :\n\t- x"])
def test_a_broken_file_without_title_company_or_text_cannot_be_used(text):
    with pytest.raises(Unusable, match=r"not valid YAML.*has no") as caught:
        SOURCE.split(text.encode())
    assert caught.value.rule_id == "not_yaml"


@pytest.mark.parametrize("text", ["- 1\n", "just words\n", "---\n"])
def test_yaml_that_is_no_mapping_cannot_be_used(text):
    with pytest.raises(Unusable) as caught:
        read(text)
    assert caught.value.rule_id == "not_a_mapping"


def test_several_documents_in_one_file_are_several_records():
    assert len(SOURCE.split(f"{WHOLE}---\n{WHOLE}".encode())) == 2


def test_nesting_without_end_does_not_end_the_process():
    for text in ("title: " + "[" * 200_000, "- " * 200_000 + "a", "? " * 200_000):
        with pytest.raises(Unusable):
            SOURCE.split(text.encode())


def test_other_encodings_are_read():
    assert read("title: Ingénieur\ncompany: N\n".encode("utf-16")).title == "Ingénieur"
    assert read("title: Ingénieur\ncompany: N\n".encode("cp1252")).title == "Ingénieur"


def test_text_with_markup_is_marked_as_html():
    assert read("title: T\ncompany: N\ndescription: '<p>Hello</p>'\n").description_is_html
    assert not read("title: T\ncompany: N\ndescription: 'if a < b then'\n").description_is_html


@pytest.mark.parametrize(
    ("text", "board"),
    [
        (WHOLE, "builtin"),
        ("title: T\nurl: https://www.builtinla.com/job/x/1\n", "builtin"),
        ("title: T\nurl: https://jobs.acme.example/1\n", "acme.example"),
        ("title: T\ndescription: |\n  source: Built In\n", None),
    ],
)
def test_the_board_is_read_from_the_file(text, board):
    assert SOURCE.hints(text.encode()) == Hints(board, None)
