"""Which kind a document is: by its content, with the name as a hint only."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from ingestion.sources import SOURCES, recognise, source_of
from ingestion.sources.base import board_of, decode

pytestmark = pytest.mark.unit

YAML = b"job_id: 12\ntitle: Data Engineer\ncompany: Nordlicht\ndescription: |\n  We move data.\n"
LABELS = b"company:\n  name: Nordlicht\nposition:\n  title: Data Engineer\nmeta:\n  job_id: '12'\n"
LISTING = b"title,company,link\nData Engineer,Nordlicht,https://board.example/job/x/12\n"
PAGE = b"<!DOCTYPE html>\n<html><head><title>x</title></head><body></body></html>"
OBJECT = b'{"@context": "https://schema.org", "@type": "JobPosting", "title": "Data Engineer"}'
EXAMPLES = {
    "yaml-posting": YAML,
    "yaml-annotation": LABELS,
    "listing-csv": LISTING,
    "posting-page": PAGE,
    "posting-json": b"[" + OBJECT + b"]",
    "posting-jsonl": OBJECT + b"\n" + OBJECT + b"\n",
}


def kind_of(name, head):
    source = recognise(name, head)
    return source.kind if source else None


def test_every_kind_has_an_example_here():
    assert {source.kind for source in SOURCES} == set(EXAMPLES)


@pytest.mark.parametrize("kind", EXAMPLES)
@pytest.mark.parametrize("name", ["download", "x.txt", "x.csv", "x.yaml", "x.html", "x.json"])
def test_a_kind_is_recognised_from_its_content_whatever_the_name(kind, name):
    assert kind_of(name, EXAMPLES[kind]) == kind


@pytest.mark.parametrize("kind", EXAMPLES)
def test_a_byte_order_mark_does_not_hide_the_kind(kind):
    assert kind_of("download", b"\xef\xbb\xbf" + EXAMPLES[kind]) == kind
    assert kind_of("download", EXAMPLES[kind].decode().encode("utf-16")) == kind


@pytest.mark.parametrize("kind", EXAMPLES)
def test_a_kind_that_is_read_by_record_gives_its_records_as_it_goes_on(kind):
    source = source_of(kind)
    assert not source.is_read_by_record or isinstance(source.split(EXAMPLES[kind]), Iterator)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n\x1a\n" + bytes(64),
        b"Dear sir or madam,\nplease hire me.\n",
        b"{}",
        b'{"a": [1, 2]}',
        b"a,b\n1,2\n",
    ],
)
def test_what_is_no_posting_is_not_recognised(content):
    assert kind_of("download", content) is None


def test_one_line_of_json_is_json_lines_only_by_its_name():
    assert kind_of("x.json", OBJECT) == "posting-json"
    assert kind_of("x.jsonl", OBJECT) == "posting-jsonl"


def test_pretty_printed_json_is_one_document():
    assert kind_of("x", b'{\n  "@type": "JobPosting",\n  "title": "Data Engineer"\n}') == "posting-json"


def test_a_csv_file_with_other_columns_is_a_listing_so_that_its_missing_columns_are_named():
    assert kind_of("x.csv", b"name,city\nAda,London\n") == "listing-csv"


def test_an_unknown_kind_is_an_error_that_lists_the_known_ones():
    with pytest.raises(ValueError, match=r"'word-document'.*yaml-posting.*listing-csv"):
        source_of("word-document")


@pytest.mark.parametrize(
    ("url", "board"),
    [
        ("https://builtin.com/job/x/1", "builtin"),
        ("https://www.builtinla.com/job/x/1", "builtin"),
        ("https://jobs.acme.co.uk/1", "acme.co.uk"),
        ("https://builtinla.com/job/x/1", "builtin"),
        ("https://boards.example.io/acme/1", "example.io"),
        ("https://jobs.acme.or.jp/1", "acme.or.jp"),
        ("https://acme.or.at/1", "acme.or.at"),
        ("https://careers.acme.com.au/1", "acme.com.au"),
        ("https://jobs.acme.kyoto.jp/1", "acme.kyoto.jp"),
        ("https://co.uk/1", None),
        # Sites at a host that lets others register names are boards of their own; the host's own pages are its board.
        ("https://acme.github.io/jobs/1", "acme.github.io"),
        ("https://github.io/1", "github.io"),
        ("https://acme.s3.amazonaws.com/jobs/1.html", "acme.s3.amazonaws.com"),
        ("https://s3.amazonaws.com/acme/1.html", "s3.amazonaws.com"),
        ("https://jobs.acme.co.uk:8443/1", "acme.co.uk"),
        ("https://JOBS.Acme.co.uk./1", "acme.co.uk"),
        ("https://jobs.xn--bcher-kva.de/1", "xn--bcher-kva.de"),
        ("https://jobs.bücher.de/1", "xn--bcher-kva.de"),
        ("https://jobs.board.example/1", "board.example"),
        ("http://[2001:db8::1]/job/1", None),
        ("http://10.0.0.7:8080/job/1", None),
        ("http://localhost:8080/job/1", None),
        ("https://jobs.acme-.." + 70 * "x" + ".com/1", None),
        ("not an address", None),
        ("https://[broken", None),
        ("http://127.0.0.1/job/1", None),
        (None, None),
    ],
)
def test_board_is_read_from_an_address(url, board):
    assert board_of(url) == board


def test_the_registrable_part_of_a_host_is_read_without_the_network_and_without_a_cache(monkeypatch, tmp_path):
    import socket

    from ingestion.sources.base import _public_suffixes

    def refuse(*_):
        raise AssertionError("the suffix list was read from outside the package")

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    _public_suffixes.cache_clear()
    assert board_of("https://jobs.acme.or.jp/1") == "acme.or.jp"
    assert list(tmp_path.iterdir()) == []


def test_the_suffix_list_is_loaded_only_when_a_board_is_needed():
    seen = "import sys, ingestion.sources, orchestration.cli; sys.exit('tldextract' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", seen], check=False).returncode == 0


def test_text_is_decoded_by_mark_then_utf8_then_declaration_then_windows():
    assert decode("Zürich".encode("utf-16")) == "Zürich"
    assert decode("Zürich".encode()) == "Zürich"
    assert decode(b'<meta charset="iso-8859-2">' + "Łódź".encode("iso-8859-2")).endswith("Łódź")
    assert decode("Zürich – 50 €".encode("cp1252")) == "Zürich – 50 €"
