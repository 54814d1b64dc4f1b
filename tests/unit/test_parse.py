"""Row accounting, ids, rejects and dedup_status over the documents of a snapshot."""

import hashlib
import random
from datetime import date

import pytest
from parsing import read

from ingestion.records import parse
from ingestion.schemas import ANNOTATIONS, OBSERVATIONS, PARSED_DOCUMENTS, REJECTS, Document
from ingestion.sources import SOURCES
from ingestion.sources.yaml_posting import YamlPosting

pytestmark = pytest.mark.unit

TEXT = "We move data from ships to shore, and you write the pipelines that do it."
LISTING = "title,company,location,link\n"


def document(uri, content, kind="yaml-posting", source="board"):
    content = content if isinstance(content, bytes) else content.encode()
    sha256 = hashlib.sha256(content).hexdigest()
    document_id = hashlib.sha256(f"{uri}{sha256}".encode()).hexdigest()[:16]
    return Document(document_id, "input", source, date(2026, 2, 4), uri, kind, "text/plain", sha256, None, content)


def posting(job_id=1, title="Data Engineer", text=TEXT, more=""):
    return f"job_id: {job_id}\ntitle: {title}\ncompany: Nordlicht\n{more}description: |\n  {text}\n"


def observations(*documents):
    return read(documents).observations.to_pylist()


def rejects(*documents):
    return read(documents).rejects.to_pylist()


LABELS = "company:\n  name: N\nposition:\n  title: T\n  skills:\n    data: [dbt]\nmeta:\n  job_id: 1\n"
MIXED = [
    document("a.yaml", posting(1)),
    document("b.yaml", posting(2, title="")),
    document("c.yaml", LABELS, "yaml-annotation"),
    document("d.csv", LISTING + "Data Engineer,N,Rome,https://b.example/1\nx,y\n", "listing-csv"),
    document("e.bin", b"\x89PNG", None),
    document("f.yaml", b" \n"),
    document("g.html", "<html></html>", "posting-page"),
]


def test_every_record_is_one_row_of_observations_annotations_or_rejects():
    batch = read(MIXED)
    assert batch.parsed_documents.column("records_read").to_pylist() == [1, 1, 1, 2, 1, 1, 1]
    counted = (batch.observations.num_rows, batch.annotations.num_rows, batch.rejects.num_rows)
    assert counted == (2, 1, 5)
    assert sum(counted) == sum(batch.parsed_documents.column("records_read").to_pylist())


@pytest.mark.parametrize("documents", [MIXED, []])
def test_tables_have_their_schemas_even_with_no_rows(documents):
    batch = read(documents)
    for table, schema in (
        (batch.parsed_documents, PARSED_DOCUMENTS),
        (batch.observations, OBSERVATIONS),
        (batch.annotations, ANNOTATIONS),
        (batch.rejects, REJECTS),
    ):
        assert table.schema.equals(schema, check_metadata=True)


def test_the_order_of_the_documents_changes_nothing():
    shuffled = [*MIXED, document("a2.yaml", posting(1)), document("a3.yaml", posting(1, title="Another"))]
    first = read(shuffled)
    random.Random(7).shuffle(shuffled)
    again = read(shuffled)
    for name in ("parsed_documents", "observations", "annotations", "rejects"):
        assert getattr(first, name).equals(getattr(again, name))


def test_ids_and_hashes_are_made_as_documented():
    one = document("a.yaml", posting(7))
    (row,) = observations(one)
    assert row["posting_id"] == "board:7"
    assert row["observation_id"] == hashlib.sha256(f"{one.document_id}:0".encode()).hexdigest()[:16]
    assert row["text"] == f"Data Engineer\n\n{TEXT}"
    assert row["text_hash"] == hashlib.sha256(row["text"].encode()).hexdigest()
    assert row["version_id"] == hashlib.sha256(f"board:7\n{row['text_hash']}".encode()).hexdigest()[:16]


def test_the_text_of_a_card_is_its_title_and_has_text_is_false():
    card = document("d.csv", LISTING + "Data Engineer,N,Rome,https://b.example/1\n", "listing-csv")
    (row,) = observations(card)
    assert (row["text"], row["has_text"]) == ("Data Engineer", False)


def test_a_description_of_a_few_letters_is_no_text():
    assert not observations(document("a.yaml", posting(text="See above. 1234567890 1234567890 1234567890")))[0][
        "has_text"
    ]
    assert observations(document("a.yaml", posting()))[0]["has_text"]


def test_rejects_name_the_file_and_the_remedy():
    row_by_uri = {row["uri"]: row for row in rejects(*MIXED)}
    assert {uri: row["rule_id"] for uri, row in row_by_uri.items()} == {
        "b.yaml": "no_title",
        "d.csv": "wrong_row",
        "e.bin": "not_recognised",
        "f.yaml": "empty",
        "g.html": "no_job_posting",
    }
    assert all(row["reason"].startswith(uri) and ";" in row["reason"] for uri, row in row_by_uri.items())
    assert row_by_uri["d.csv"]["record_index"] == 1
    assert row_by_uri["e.bin"]["record_index"] is None
    assert "a YAML posting" in row_by_uri["e.bin"]["reason"]
    assert "a CSV listing" in row_by_uri["e.bin"]["reason"]


def test_only_a_kind_that_is_read_by_record_may_exceed_the_size_of_a_whole_document(monkeypatch):
    monkeypatch.setattr(parse, "LARGEST_WHOLE", 10)
    rows = [rejects(document("large", b"title" * 10, source.kind)) for source in SOURCES]
    refused = {
        source.kind for source, rejected in zip(SOURCES, rows, strict=True) if rejected[0]["rule_id"] == "too_large"
    }
    assert refused == {source.kind for source in SOURCES if not source.is_read_by_record}
    assert refused >= {"yaml-posting", "posting-page", "posting-json"}


def test_an_unknown_kind_is_a_reject():
    assert rejects(document("a.doc", "x", "word-document"))[0]["rule_id"] == "parser_failed"


@pytest.mark.parametrize("step", ["split", "parse"])
@pytest.mark.parametrize("error", [KeyError("x"), RecursionError("deep")])
def test_a_parser_that_fails_costs_only_its_record(monkeypatch, step, error):
    whole = getattr(YamlPosting, step)

    def fail_on_two(self, given):
        if "job_id: 2" in str(given) or "'2'" in str(given):
            raise error
        return whole(self, given)

    monkeypatch.setattr(YamlPosting, step, fail_on_two)
    batch = read([document("a.yaml", posting(1)), document("b.yaml", posting(2))])
    assert batch.observations.column("external_id").to_pylist() == ["1"]
    (row,) = batch.rejects.to_pylist()
    assert row["rule_id"] == "parser_failed"
    assert type(error).__name__ in row["reason"]


def test_a_record_with_the_same_content_is_a_duplicate():
    text = LISTING + "Data Engineer,N,Rome,https://one.example/1\nData Engineer,N,Rome,https://two.example/1\n"
    first, second = observations(document("d.csv", text, "listing-csv"))
    assert (first["dedup_status"], first["dedup_note"]) == ("primary", None)
    assert second["dedup_status"] == "duplicate"
    assert "d.csv, record_index 0" in second["dedup_note"]
    assert first["content_hash"] == second["content_hash"]


def test_a_record_with_other_content_is_a_conflict_that_names_the_fields():
    first, second = observations(document("a.yaml", posting(1)), document("b.yaml", posting(1, title="Chef")))
    assert (first["dedup_status"], second["dedup_status"]) == ("primary", "conflict")
    assert "a.yaml, record_index 0" in second["dedup_note"]
    assert "differ in title" in second["dedup_note"]
    assert "Remove" in second["dedup_note"]


def test_the_fuller_record_counts_and_a_lenient_one_comes_last():
    fuller = document("z.yaml", posting(1, more="location: Rome\n"))
    lenient = document("a.yaml", posting(1, title="Data: Engineer", more="location: Rome\nlevel: Senior\n"))
    rows = {row["uri"]: row["dedup_status"] for row in observations(lenient, document("b.yaml", posting(1)), fuller)}
    assert rows == {"z.yaml": "primary", "b.yaml": "conflict", "a.yaml": "conflict"}


def test_different_record_types_of_a_posting_do_not_conflict():
    card = document("d.csv", LISTING + "Chef,N,Rome,https://b.example/1\n", "listing-csv")
    assert [row["dedup_status"] for row in observations(card, document("a.yaml", posting(1)))] == ["primary", "primary"]


def test_a_document_that_is_given_twice_is_read_once():
    batch = read([MIXED[0], MIXED[0]])
    assert (batch.parsed_documents.num_rows, batch.observations.num_rows) == (1, 1)


def test_a_bad_date_costs_the_field_and_not_the_posting():
    (row,) = observations(document("a.yaml", posting(more="posted_date: soon\n")))
    assert row["posted_on"] is None
    assert row["notes"] == ["posted_date 'soon' is not a date; left empty: write it as YYYY-MM-DD to have it read."]


def test_labels_become_annotations_and_never_observations():
    batch = read([MIXED[2]])
    assert batch.observations.num_rows == 0
    (row,) = batch.annotations.to_pylist()
    assert (row["posting_id"], row["skills"]) == ("board:1", [{"category": "data", "skill": "dbt"}])
