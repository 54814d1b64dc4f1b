"""The synthetic corpus, read and scanned, against its truth: all that is in the texts is extracted and nothing else.

Here: the latest English text of each posting, from document to mention. Not here: the generator
itself (`test_synthetic.py`), real postings (`tests/corpus/`) or what dbt makes of the mentions.
Bounds stand just under what was reached, so that a change that costs accuracy shows.
"""

import hashlib
from collections import defaultdict

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from parsing import read

from ingestion.extraction.mentions import compile_rules, scan
from ingestion.schemas import Document
from ingestion.sources import recognise
from ingestion.synthetic import DEFAULT_SNAPSHOTS, SOURCE, generate
from ingestion.text.versions import build_versions

pytestmark = pytest.mark.unit

RANK = {"required": 0, "preferred": 1, "mentioned": 2}
DEGREES = ("bachelor", "master", "phd")
LOWEST_RECALL, LOWEST_PRECISION, LOWEST_STRENGTH, MOST_DECOYS = 0.998, 0.998, 0.99, 5
FLAGS = ("is_customer_facing", "is_management", "is_research")


def to_document(document):
    source = recognise(document.uri, document.content[:65_536])
    sha256 = hashlib.sha256(document.content).hexdigest()
    identity = (hashlib.sha256(f"{document.uri}{sha256}".encode()).hexdigest()[:16], "i", SOURCE, document.snapshot_on)
    kind = source.kind if source else None
    return Document(*identity, document.uri, kind, "text/plain", sha256, None, document.content)


def read_latest(corpus):
    """Versions of each posting's last snapshot with a text; where it has several, the first by version_id."""
    texts = [to_document(document) for document in corpus.documents if not document.uri.endswith(".csv")]
    parsed = [read(d for d in texts if d.snapshot_on == on).observations for on in DEFAULT_SNAPSHOTS]
    observations = pa.concat_tables(parsed)
    versions = build_versions(observations.filter(pc.field("has_text")))
    seen = observations.filter((pc.field("dedup_status") == "primary") & pc.field("has_text"))
    last = {}
    for row in seen.select(["posting_id", "snapshot_on", "version_id"]).to_pylist():
        last[row["posting_id"]] = max((row["snapshot_on"], row["version_id"]), last.get(row["posting_id"], ()))
    wanted = pa.array([version_id for _, version_id in last.values()])
    return versions.filter(pc.is_in(pc.field("version_id"), wanted))


@pytest.fixture(scope="module")
def corpus():
    return generate()


@pytest.fixture(scope="module")
def versions(corpus):
    return read_latest(corpus)


@pytest.fixture(scope="module")
def english(versions):
    return {row["posting_id"]: row["text"] for row in versions.to_pylist() if row["language"] == "en"}


@pytest.fixture(scope="module")
def truth(corpus, english):
    """The truth of each posting with an English text, and its skills and decoys by id."""
    facts = {f"{SOURCE}:{row['external_id']}": row for row in corpus.truth.postings.to_pylist()}
    by_posting = {posting_id: {**facts[posting_id], "skills": {}, "decoys": {}} for posting_id in english}
    for name, value in (("skills", "strength"), ("decoys", "why")):
        for row in getattr(corpus.truth, name).to_pylist():
            if (posting_id := f"{SOURCE}:{row['external_id']}") in by_posting:
                by_posting[posting_id][name][row["skill_id"]] = row[value]
    return by_posting


@pytest.fixture(scope="module")
def mentions(versions, english):
    """Mentions that are not negated, by posting and kind."""
    by_posting = {posting_id: defaultdict(list) for posting_id in english}
    for row in scan(versions, compile_rules()).to_pylist():
        if row["posting_id"] in by_posting and row["strength"] != "negated":
            by_posting[row["posting_id"]][row["kind"]].append(row)
    return by_posting


@pytest.fixture(scope="module")
def skills(mentions):
    """Each posting's skills with the strongest strength."""
    strengths = {}
    for posting_id, kinds in mentions.items():
        rows = [row for row in kinds["skill"] if row["strength"] in RANK]
        ordered = sorted(rows, key=lambda row: -RANK[row["strength"]])
        strengths[posting_id] = {row["canonical_id"]: row["strength"] for row in ordered}
    return strengths


def test_languages_are_distinguished(corpus, versions):
    facts = {f"{SOURCE}:{row['external_id']}": row["language"] for row in corpus.truth.postings.to_pylist()}
    detected = dict(zip(versions["posting_id"].to_pylist(), versions["language"].to_pylist(), strict=True))
    assert detected == {posting_id: facts[posting_id] for posting_id in detected}
    assert sum(language == "en" for language in detected.values()) > 1_000


def test_every_true_skill_is_found(truth, skills):
    missed = [(key, skill) for key, fact in truth.items() for skill in fact["skills"] if skill not in skills[key]]
    assert len(missed) <= (1 - LOWEST_RECALL) * sum(len(fact["skills"]) for fact in truth.values()), missed[:20]


def test_nothing_but_true_skills_is_found(truth, skills):
    extra = [
        (key, skill)
        for key, strengths in skills.items()
        for skill in strengths
        if skill not in truth[key]["skills"] and skill not in truth[key]["decoys"]
    ]
    assert len(extra) <= (1 - LOWEST_PRECISION) * sum(map(len, skills.values())), extra[:20]


def test_decoys_do_not_count(truth, skills):
    counted = [
        (key, skill, why)
        for key, fact in truth.items()
        for skill, why in fact["decoys"].items()
        if skill in skills[key]
    ]
    assert sum(len(fact["decoys"]) for fact in truth.values()) > 1_000
    assert len(counted) <= MOST_DECOYS, counted[:20]


def test_strength_is_the_true_one(truth, skills):
    pairs = [
        (strength, skills[key][skill])
        for key, fact in truth.items()
        for skill, strength in fact["skills"].items()
        if skill in skills[key]
    ]
    assert sum(one == two for one, two in pairs) >= LOWEST_STRENGTH * len(pairs)


def test_pay_in_the_text_is_read_and_no_other_amount_is(truth, mentions):
    wrong = []
    for posting_id, fact in truth.items():
        rows = mentions[posting_id]["pay"]
        is_told = "text" in (fact["salary_stated_in"] or ())
        # Where pay is stated by place, the posting's is from the lowest to the highest.
        bounds = (min(row["value_min"] for row in rows), max(row["value_max"] for row in rows)) if rows else None
        read = (*bounds, {(row["value_currency"], row["value_unit"]) for row in rows}) if bounds else None
        units = {(fact["salary_currency"], fact["salary_period"])}
        if read != ((fact["salary_min"], fact["salary_max"], units) if is_told else None):
            wrong.append((posting_id, read))
    assert sum("text" in (fact["salary_stated_in"] or ()) for fact in truth.values()) > 500
    assert wrong == []


def test_years_of_experience_are_the_true_ones(truth, mentions):
    read = {
        key: min((row["value_min"] for row in kinds["years_experience"]), default=None)
        for key, kinds in mentions.items()
    }
    assert read == {key: fact["years_experience_min"] or None for key, fact in truth.items()}


def test_a_level_in_the_title_is_the_true_one(truth, mentions):
    read = {key: {row["canonical_id"] for row in kinds["level"]} for key, kinds in mentions.items()}
    assert {key: levels for key, levels in read.items() if levels - {truth[key]["level"]}} == {}
    # A title without a word of level leaves it to the card; those are never above senior.
    assert {truth[key]["level"] for key, levels in read.items() if not levels} <= {"mid", "senior", "unstated"}


def test_a_work_mode_in_the_text_is_the_true_one(truth, mentions):
    read = {key: {row["canonical_id"] for row in kinds["work_mode"]} for key, kinds in mentions.items()}
    assert {key: modes for key, modes in read.items() if modes - {truth[key]["work_mode"]}} == {}


def test_every_work_mode_that_a_text_states_is_read(english, mentions):
    words = ("Work arrangement: ", "fully remote", "work remotely", "remote team", "hybrid role", "Hybrid working")
    words += ("on-site role", "work on-site")
    stating = [key for key, text in english.items() if any(word in text for word in words)]
    assert len(stating) > 700
    assert [key for key in stating if not mentions[key]["work_mode"]] == []


def test_the_lowest_degree_is_the_true_one(truth, mentions):
    read = {
        key: min((row["canonical_id"] for row in kinds["degree"]), key=DEGREES.index, default=None)
        for key, kinds in mentions.items()
    }
    assert read == {key: fact["degree_min"] for key, fact in truth.items()}


@pytest.mark.parametrize("flag", FLAGS)
def test_flags_are_the_true_ones(flag, truth, mentions):
    read = {key: any(row["canonical_id"] == flag for row in kinds["flag"]) for key, kinds in mentions.items()}
    assert read == {key: fact[flag] for key, fact in truth.items()}


def test_other_than_full_time_is_read(truth, mentions):
    read = {key: {row["canonical_id"] for row in kinds["employment_type"]} for key, kinds in mentions.items()}
    assert read == {
        key: {fact["employment_type"]} - {"full_time"} if fact["employment_type"] else set()
        for key, fact in truth.items()
    }
