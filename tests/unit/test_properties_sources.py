"""Every source on documents that hypothesis makes: valid ones with odd values, and bytes of any kind."""

import csv
import io
import json
import tempfile
from itertools import pairwise

import pytest
import yaml
from contracts import BY_KIND, check_document, check_text, outcomes
from fuzz import TOKENS, fuzz
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.fields.field_values import LONGEST_LINE, read_line
from ingestion.schemas import Posting
from ingestion.text.clean import clean_description

pytestmark = pytest.mark.unit

quick = settings(derandomize=True, deadline=None, database=None, max_examples=40)
KINDS = sorted(BY_KIND)
SIZE = 150_000
"""Characters of a document that is one sign over and over: read with the square of that, it takes hours."""

words = st.one_of(st.text(max_size=40), st.sampled_from(TOKENS), st.text(st.characters(codec="utf-8"), max_size=400))
# What YAML and CSV can hold: no half characters.
whole_words = words.map(lambda word: word.encode("utf-8", "replace").decode())
letters = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=60)
lines = st.lists(letters, min_size=1, max_size=8).map(" ".join).filter(lambda line: len(line) < LONGEST_LINE)
scalars = st.one_of(words, st.none(), st.booleans(), st.integers(), st.floats())
properties = st.sampled_from(
    ("name", "value", "address", "addressCountry", "addressLocality", "minValue", "unitText", "currency", "@type")
)
values = st.recursive(
    scalars, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(properties, inner, max_size=4))
)
PROPERTIES = (
    *("hiringOrganization", "description", "datePosted", "validThrough", "employmentType", "jobLocation", "url"),
    *("jobLocationType", "identifier", "baseSalary", "salaryCurrency", "experienceRequirements", "skills", "industry"),
    *("educationRequirements", "applicantLocationRequirements", "estimatedSalary"),
)
jobs = st.fixed_dictionaries(
    {"@type": st.just("JobPosting"), "title": values}, optional=dict.fromkeys(PROPERTIES, values)
)
LINKS = list(pairwise("abcdefghi"))


def the_posting(kind: str, content: bytes) -> Posting:
    (outcome,) = check_document(BY_KIND[kind], "", content)
    assert isinstance(outcome.result, Posting), outcome
    return outcome.result


def in_page(job: object) -> bytes:
    script = json.dumps(job).replace("</", "<\\/")
    return f'<!doctype html><html><head><script type="application/ld+json">{script}</script></head></html>'.encode()


def as_listing(*rows: tuple[str, ...]) -> bytes:
    held = io.StringIO()
    csv.writer(held).writerows([("title", "company", "link", "location", "id", "compensation"), *rows])
    return held.getvalue().encode("utf-8", "replace")


@pytest.mark.parametrize("kind", KINDS)
@quick
@given(name=st.text(max_size=20), content=st.binary(max_size=400))
def test_no_bytes_and_no_name_make_a_source_fail(kind, name, content):
    check_document(BY_KIND[kind], name, content)


@pytest.mark.parametrize("kind", KINDS)
def test_documents_made_mangled_and_swollen_at_random_keep_the_contract(kind):
    counts, failures = fuzz(kind, seconds=30, seed=2026, most=40)
    assert failures == []
    assert counts["used"] > 5
    assert counts["mangled"] > 5


@quick
@given(jobs)
def test_a_job_posting_with_any_values_is_read_or_reported_in_a_page_in_json_and_in_lines(job):
    outcome = [
        check_document(BY_KIND[kind], "", json.dumps(job).encode())[0] for kind in ("posting-json", "posting-jsonl")
    ]
    assert outcome[0] == outcome[1]
    check_document(BY_KIND["posting-page"], "", in_page(job))


@quick
@given(
    st.dictionaries(st.sampled_from(("title", "company", "job_id", "location", "skills", "url", "posted_date")), values)
)
def test_a_yaml_posting_with_any_values_is_read_or_reported(fields):
    content = json.dumps(fields).encode() if "\\ud" in json.dumps(fields) else yaml.safe_dump(fields).encode()
    assert len(check_document(BY_KIND["yaml-posting"], "a.yaml", content)) == 1


@quick
@given(st.lists(st.tuples(*[whole_words] * 6), min_size=1, max_size=6))
def test_a_listing_has_one_record_for_each_row_that_is_not_blank(rows):
    # No line ends inside cells: a cell over several lines is a broken quote, which has a test of its own.
    rows = [tuple(cell.translate(dict.fromkeys(map(ord, "\r\n\0"), " ")) for cell in row) for row in rows]
    records = check_document(BY_KIND["listing-csv"], "a.csv", as_listing(*rows))
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert len(records) == max(1, len(filled))


@quick
@given(title=lines.map("Baker {}".format), company=lines, place=lines)
def test_what_was_written_is_what_is_read_in_every_format(title, company, place):
    job = {"@type": "JobPosting", "title": title, "hiringOrganization": {"name": company}}
    plain = {"title": title, "company": company, "location": place, "description": "x"}
    for posting in (
        the_posting("posting-page", in_page(job)),
        the_posting("posting-json", json.dumps(job).encode()),
        the_posting("posting-jsonl", json.dumps(job, ensure_ascii=False).encode()),
        the_posting("yaml-posting", yaml.safe_dump(plain, allow_unicode=True).encode()),
        the_posting("listing-csv", as_listing((title, company, "https://b.example/1", place, "", ""))),
    ):
        assert posting.title == read_line(title)
        # Names such as "None" and "NA" state nothing where a name is optional.
        assert posting.company in {read_line(company), None}


@quick
@given(st.lists(lines, max_size=30))
def test_a_posting_s_text_keeps_every_word_of_its_paragraphs(paragraphs):
    cleaned = clean_description("".join(f"<p>{paragraph}</p>" for paragraph in paragraphs), True)
    assert cleaned.split() == " ".join(paragraphs).replace("\xad", "").split()
    check_text(cleaned)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "token", ["[", "{", "<b>", "<a ", "<!--", "- ", "&a [*a,", '"', "\\", "=", " ", "\r", "%TAG !e! x\n"]
)
def test_one_repeated_token_is_read_or_reported(kind, token):
    for head in ("", "title: x\n", "title,company,link\n", '<script type="application/ld+json">{"@type": "JobPosting"'):
        content = (head + token * (SIZE // len(token))).encode()
        assert outcomes(BY_KIND[kind], content)


def test_json_that_is_deep_or_wide_or_has_endless_numbers_is_rejected():
    assert _rules("posting-json", b'{"@type": "JobPosting", "x": ' + b"[" * 100_000) == ["not_json"]
    assert _rules("posting-json", b"[" + b"{}," * 1_100_000 + b"{}]") == ["too_large"]
    assert _rules("posting-json", b'{"@type": "JobPosting", "title": ' + b"9" * 5_000 + b"}") == ["not_json"]
    assert _rules("posting-jsonl", b'{"@type": "JobPosting", "title": "a"}\n"' + b"x" * 5_000_000) == [
        "used",
        "too_large",
    ]


def test_json_keeps_the_last_of_two_values_and_no_number_that_is_none():
    content = b'{"@type":"JobPosting","title":"a","title":"b","baseSalary":{"value":{"minValue":1e400,"maxValue":NaN}}}'
    posting = the_posting("posting-json", content)
    assert posting.title == "b"
    assert posting.pay is None


@pytest.mark.parametrize(
    "bomb",
    [
        "a: &a [x]\n" + "".join(f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in LINKS),
        "a: &a {x: 1}\n" + "".join(f"{b}: &{b} {{<<: [{','.join([f'*{a}'] * 9)}]}}\n" for a, b in LINKS),
        "long: &a " + "x" * 10_000 + "\nskills: [" + "*a," * 5_000 + "]\n",
        "skills: &a [*a]\n",
        "- " * 5_000 + "x\n",
        "---\n" * 300_000,
        "".join(f"%TAG !e{number}! tag:x\n" for number in range(20_000)) + "---\ntitle: x\n",
        "title: !!python/object/apply:os.system [x]\n",
    ],
    ids=["aliases", "merges", "text", "itself", "deep", "documents", "directives", "objects"],
)
def test_yaml_that_explodes_is_rejected_before_it_does(bomb):
    assert _rules("yaml-posting", bomb.encode()) == ["not_yaml"]
    assert _rules("yaml-annotation", bomb.encode()) == ["not_yaml"]


def test_a_few_aliases_are_read_and_tags_change_no_word():
    content = b"title: &a Engineer\ncompany: *a\ndescription: x\njob_id: !!int 007\nlevel: !!bool maybe\n"
    posting = the_posting("yaml-posting", content)
    assert (posting.company, posting.external_id, posting.level) == ("Engineer", "007", "maybe")


def test_a_quote_that_is_never_closed_costs_the_rows_after_it_and_no_memory():
    row = b"Engineer,N,https://b.example/1\n"
    content = b"title,company,link\n" + row + b'"' + row * 100_000
    assert _rules("listing-csv", content) == ["used", "broken_quotes"]


def test_a_declared_codec_that_is_no_charset_is_not_used():
    for codec in (b"undefined", b"unicode_escape", b"idna", b"utf-7", b"utf-16"):
        content = (
            b'<html><meta charset="' + codec + b'">' + in_page({"@type": "JobPosting", "title": "K\u00f6chin"})[6:]
        )
        assert _rules("posting-page", content.replace(b"\\u00f6", b"\xf6")) == ["used"]


def test_a_title_of_ten_thousand_characters_is_cut_with_a_note():
    posting = the_posting("posting-json", json.dumps({"@type": "JobPosting", "title": "Engineer " * 1_200}).encode())
    assert len(posting.title) == LONGEST_LINE
    assert posting.title.endswith("…")
    assert any(note.startswith("title is longer than") for note in posting.notes)


def test_an_address_that_is_a_script_is_not_read():
    for scheme in ("javascript:alert(1)", " java\tscript:alert(1)", "data:text/html,x", "\x01vbscript:x"):
        job = {"@type": "JobPosting", "title": "a", "url": scheme}
        assert the_posting("posting-json", json.dumps(job).encode()).url is None


def test_the_fuzz_run_reports_a_source_that_fails(monkeypatch, tmp_path):
    class Failing:
        def recognises(self, name: str, head: bytes) -> bool:
            return True

        def hints(self, content: bytes) -> None:
            raise KeyError("title")

    monkeypatch.setitem(BY_KIND, "posting-json", Failing())
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    counts, failures = fuzz("posting-json", seconds=5, seed=1, most=3)
    assert counts["inputs"] == len(failures) == len(list(tmp_path.iterdir())) == 3
    assert "KeyError" in failures[0]


def _rules(kind: str, content: bytes) -> list[str]:
    return [
        outcome.result if isinstance(outcome.result, str) else "used" for outcome in outcomes(BY_KIND[kind], content)
    ]
