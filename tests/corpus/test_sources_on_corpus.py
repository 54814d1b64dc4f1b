"""The real postings beside the checkout, read without loss; only counts are asserted, no text is kept."""

import hashlib
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
from parsing import read

from ingestion.schemas import Document
from ingestion.sources import recognise, source_of
from ingestion.sources.base import Hints

pytestmark = pytest.mark.corpus

JANUARY = "ai-engineer-2026-01"


def documents(root: Path, *names: str) -> list[Document]:
    paths = [path for name in names for path in (sorted((root / name).rglob("*")) or [root / name]) if path.is_file()]
    return [document(root, path) for path in paths]


def document(root: Path, path: Path) -> Document:
    content = path.read_bytes()
    sha256, uri = hashlib.sha256(content).hexdigest(), path.relative_to(root).as_posix()
    source = recognise(path.name, content[:65_536])
    document_id = hashlib.sha256(f"{uri}{sha256}".encode()).hexdigest()[:16]
    kind = source.kind if source else None
    return Document(document_id, "input", "builtin", date(2026, 2, 4), uri, kind, "", sha256, None, content)


@cache
def parse_january(corpus: Path) -> SimpleNamespace:
    return read(documents(corpus, JANUARY))


@pytest.fixture
def january(corpus):
    return parse_january(corpus)


@pytest.fixture
def rows(january):
    return january.observations.to_pylist()


def test_every_document_of_january_is_read_and_none_is_rejected(january):
    batch = january
    assert Counter(batch.parsed_documents.column("kind").to_pylist()) == {
        "yaml-posting": 895,
        "yaml-annotation": 895,
        "listing-csv": 1,
    }
    assert batch.rejects.to_pylist() == []
    assert batch.annotations.num_rows == 895
    assert batch.observations.num_rows == 895 + 1_416


def test_one_file_of_january_is_read_leniently_and_in_full(rows):
    (row,) = [row for row in rows if row["is_lenient"]]
    assert row["external_id"] == "7412075"
    assert all(
        row[name]
        for name in ("title", "company", "locations", "posted_on", "url", "tags", "industries", "company_size")
    )
    assert len(row["description_given"]) > 8_000
    assert "posted_date" not in row["description_given"]


def test_listing_of_january_has_its_rows_ids_and_repeats(rows):
    cards = [row for row in rows if row["record_type"] == "card"]
    assert Counter(row["dedup_status"] for row in cards) == {"primary": 981, "duplicate": 435}
    assert len({row["posting_id"] for row in cards}) == 981


def test_files_and_cards_of_january_meet_in_their_ids(rows):
    files = {row["posting_id"] for row in rows if row["record_type"] == "file"}
    paid = {row["posting_id"] for row in rows if row["record_type"] == "card" and row["salary_given"]}
    assert len(files) == 895
    assert len(files & paid) == 553


def test_placeholders_of_pay_are_kept_as_words_only(rows):
    unpaid = [row for row in rows if row["salary_given"] and row["salary_min"] is None]
    assert unpaid
    assert all("K" not in row["salary_given"] and row["notes"] for row in unpaid)
    assert all(row["salary_min"] >= 1_000 for row in rows if row["salary_period"] == "year" and row["salary_min"])


def test_every_place_of_the_corpus_has_a_country(rows):
    assert [place["raw"] for row in rows for place in row["locations"] if place["country"] is None] == []


def test_second_listing_has_its_rows_and_ids(corpus):
    batch = read(documents(corpus, "listing_2026-02-27.csv"))
    assert batch.observations.num_rows == 2_057
    assert len(set(batch.observations.column("posting_id").to_pylist())) == 1_667


def test_every_saved_page_is_read(corpus):
    batch = read(documents(corpus, "builtin-pages-2026-02"))
    pages = batch.observations.to_pylist()
    assert (len(pages), batch.rejects.num_rows) == (40, 0)
    assert all(row["has_text"] and row["company"] and row["posted_on"] and row["locations"] for row in pages)
    assert sum(row["salary_min"] is not None for row in pages) == 14
    assert all(row["url"].endswith(f"/{row['external_id']}") for row in pages)


def test_every_document_tells_the_one_board_and_one_listing_its_day(corpus):
    found = Counter()
    for taken in documents(corpus, JANUARY, "listing_2026-02-27.csv", "builtin-pages-2026-02"):
        found[taken.kind, source_of(taken.kind).hints(taken.content)] += 1
    assert found == {
        ("yaml-posting", Hints("builtin")): 895,
        ("yaml-annotation", Hints()): 895,
        ("listing-csv", Hints("builtin")): 1,
        ("listing-csv", Hints("builtin", date(2026, 2, 27))): 1,
        ("posting-page", Hints("builtin")): 40,
    }
