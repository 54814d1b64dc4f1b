"""The synthetic corpus: same bytes everywhere, truth that stands in the text, every hard case present.

Here: the generator against itself and against plain libraries. Not here: the parsers reading its
documents (`test_sources_*`) and how well the pipeline finds its truth (`make score`).
"""

import collections
import csv
import hashlib
import io
import json
import re
from datetime import date

import pyarrow as pa
import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser

from ingestion.storage.layout import SEEDS
from ingestion.synthetic import DEFAULT_SNAPSHOTS, Corpus, generate, write
from ingestion.synthetic.draw import Draw
from ingestion.synthetic.market import Market
from ingestion.synthetic.pay import PayFact, spell_for_card, spell_for_text
from ingestion.synthetic.vocabulary import MARK, load_phrases, load_skills
from ingestion.synthetic.writers import wrap

pytestmark = pytest.mark.unit

PINNED_SHA256 = "b9364f66e5cf5660f1db7ce66129d7362cc17b13e2b9071f56a7ff60ee035518"


def digest(corpus: Corpus) -> str:
    sha = hashlib.sha256()
    for document in corpus.documents:
        sha.update(f"{document.snapshot_on} {document.uri}\n".encode())
        sha.update(document.content)
    return sha.hexdigest()


@pytest.fixture(scope="module")
def full() -> Corpus:
    return generate()


@pytest.fixture(scope="module")
def small() -> Corpus:
    return generate(postings=60)


def rows(table: pa.Table) -> list[dict]:
    return table.to_pylist()


def by_uri(corpus: Corpus) -> dict[str, bytes]:
    return {document.uri: document.content for document in corpus.documents}


def rejoin(text: str) -> str:
    """Undo what the formats do to words: breaks after hyphens, wraps, non-breaking hyphens."""
    return re.sub(r"\s+", " ", re.sub(r"(?<=[A-Za-z]-)\n\s*(?=[A-Za-z])", "", text.replace("\u2011", "-")))


def job_posting(page: bytes) -> dict:
    script = next(
        node for node in LexborHTMLParser(page.decode()).css("script") if "ld" in (node.attributes.get("type") or "")
    )
    data = json.loads(script.text())
    return next(node for node in data["@graph"] if node["@type"] == "JobPosting")


def texts_of(corpus: Corpus) -> dict[str, dict[date, list[str]]]:
    """Return the texts of each posting by snapshot, read with plain libraries only."""
    documents = by_uri(corpus)
    texts: dict[str, dict[date, list[str]]] = collections.defaultdict(lambda: collections.defaultdict(list))
    for record in rows(corpus.truth.records):
        content = documents[record["uri"]]
        if record["record_type"] == "file":
            text = content.decode()
        elif record["record_type"] == "page":
            text = LexborHTMLParser(job_posting(content)["description"]).text(separator="\n")
        elif record["record_type"] == "json":
            line = json.loads(content.decode().splitlines()[record["record_index"]])
            text = LexborHTMLParser(line["description"]).text(separator="\n")
        else:
            continue
        texts[record["external_id"]][record["snapshot_on"]].append(rejoin(text))
    return texts


def latest(texts: dict[date, list[str]]) -> str:
    return "\n".join(texts[max(texts)])


def test_the_same_arguments_give_the_same_bytes_and_truth():
    first, again = generate(postings=80), generate(postings=80)
    assert digest(first) == digest(again)
    assert all(rows(getattr(first.truth, name)) == rows(getattr(again.truth, name)) for name in vars(first.truth))
    assert digest(generate(seed=2, postings=80)) != digest(first)


def test_the_default_corpus_has_the_pinned_digest(full):
    assert digest(full) == PINNED_SHA256, "the embedded corpus changed: check it, then pin the new digest"


def test_the_default_corpus_has_over_a_thousand_postings_and_four_snapshots(full):
    postings = full.truth.postings
    assert postings.num_rows == 1200
    assert len(set(postings["external_id"].to_pylist())) == 1200
    assert {document.snapshot_on for document in full.documents} == set(DEFAULT_SNAPSHOTS)


@pytest.mark.parametrize("count", [1, 7, 60, 75])
def test_any_number_of_postings_can_be_requested(count):
    assert generate(postings=count).truth.postings.num_rows == count


def test_one_snapshot_is_enough():
    corpus = generate(postings=30, snapshots=[date(2026, 6, 15)])
    assert set(corpus.truth.postings["last_snapshot_on"].to_pylist()) == {date(2026, 6, 15)}


@pytest.mark.parametrize("snapshots", [[], [date(2026, 2, 1), date(2026, 1, 1)], [date(2026, 1, 1)] * 2])
def test_snapshots_that_do_not_ascend_are_refused(snapshots):
    with pytest.raises(ValueError, match="ascend"):
        generate(postings=5, snapshots=snapshots)


def test_uris_are_unique_and_relative(full):
    uris = [document.uri for document in full.documents]
    assert len(uris) == len(set(uris))
    assert not any(uri.startswith("/") or ".." in uri for uri in uris)


def test_every_record_names_a_posting_and_every_posting_has_a_record(full):
    ids = set(full.truth.postings["external_id"].to_pylist())
    assert set(full.truth.records["external_id"].to_pylist()) == ids
    assert set(full.truth.records["uri"].to_pylist()) <= set(by_uri(full))


def test_every_listing_row_is_a_record_or_malformed(full):
    for document in full.documents:
        if document.uri.endswith(".csv"):
            cards = list(csv.DictReader(io.StringIO(document.content.decode())))
            expected = [row for row in rows(full.truth.records) if row["uri"] == document.uri]
            assert [row["link"].rpartition("/")[2] for row in cards if row["title"]] == [
                row["external_id"] for row in expected
            ]
            untitled = [row for row in rows(full.truth.malformed) if row["uri"] == document.uri]
            assert len(cards) - len(expected) == len(untitled)


def test_files_read_with_plain_yaml_give_back_the_truth(full):
    truth = {row["external_id"]: row for row in rows(full.truth.postings)}
    broken = {row["uri"] for row in rows(full.truth.malformed) if "indent" in row["why"]}
    documents = by_uri(full)
    for record in rows(full.truth.records):
        if record["record_type"] == "file" and record["uri"] not in broken:
            stated = yaml.load(documents[record["uri"]], Loader=yaml.CSafeLoader)
            expected = truth[record["external_id"]]
            assert str(stated["job_id"]) == record["external_id"]
            assert (stated["title"], stated["company"]) == (expected["title"], expected["company"])
            assert stated["url"] == expected["url"]


def test_pages_and_json_lines_give_back_the_truth(full):
    truth = {row["external_id"]: row for row in rows(full.truth.postings)}
    documents = by_uri(full)
    for record in rows(full.truth.records):
        if record["record_type"] not in ("page", "json"):
            continue
        content = documents[record["uri"]]
        stated = (
            job_posting(content)
            if record["record_type"] == "page"
            else json.loads(content.decode().splitlines()[record["record_index"]])
        )
        expected = truth[record["external_id"]]
        assert stated["identifier"]["value"] == record["external_id"]
        assert (stated["title"], stated["hiringOrganization"]["name"]) == (expected["title"], expected["company"])


def test_annotations_are_yaml_with_the_labels_of_a_known_posting(full):
    documents = by_uri(full)
    annotations = [row for row in rows(full.truth.records) if row["record_type"] == "annotation"]
    assert len(annotations) > 20
    for record in annotations:
        labels = yaml.load(documents[record["uri"]], Loader=yaml.CSafeLoader)
        assert labels["meta"]["job_id"] == record["external_id"]
        assert labels["position"]["ai_type"]["type"] in ("ai-first", "ai-support", "ml-first", "other")


def test_every_true_skill_and_decoy_is_in_the_latest_text(full):
    texts = {external_id: latest(by_snapshot) for external_id, by_snapshot in texts_of(full).items()}
    titles = {row["external_id"]: row["title"] for row in rows(full.truth.postings)}
    for table in (full.truth.skills, full.truth.decoys):
        missing = [
            row for row in rows(table) if row["spelling"] not in texts[row["external_id"]] + titles[row["external_id"]]
        ]
        assert missing == []


def test_no_skill_of_a_posting_is_also_its_decoy(full):
    true_skills = {(row["external_id"], row["skill_id"]) for row in rows(full.truth.skills)}
    assert not true_skills & {(row["external_id"], row["skill_id"]) for row in rows(full.truth.decoys)}


def test_the_truth_of_a_posting_without_text_is_null_where_only_text_states_it(full):
    silent = [row for row in rows(full.truth.postings) if not row["has_text"]]
    assert silent
    assert not {row["external_id"] for row in silent} & set(full.truth.skills["external_id"].to_pylist())
    assert all(row["years_experience_min"] is None and row["language"] is None for row in silent)


def test_role_types_have_roughly_the_published_shares(full):
    counts = collections.Counter(full.truth.postings["role_type"].to_pylist())
    assert counts["ai-first"] / 1200 == pytest.approx(0.69, abs=0.01)
    assert counts["ai-support"] / 1200 == pytest.approx(0.28, abs=0.01)
    assert counts["ml-first"] / 1200 == pytest.approx(0.02, abs=0.005)
    assert counts["other"] >= 8


def test_a_few_employers_have_many_postings(full):
    counts = collections.Counter(full.truth.postings["company"].to_pylist())
    assert len(counts) > 400
    assert counts.most_common(1)[0][1] >= 12
    assert sum(count for _, count in counts.most_common(20)) / 1200 > 0.12


def test_company_names_differ_from_each_other():
    names = [name for company in Market(1, 20_000).companies for name in (company.name, company.sister)]
    assert len(names) == len(set(names))


def test_agents_rise_over_the_snapshots_by_their_trend(full):
    first_seen = {row["external_id"]: row["first_snapshot_on"] for row in rows(full.truth.postings) if row["has_text"]}
    asking = {row["external_id"] for row in rows(full.truth.skills) if row["skill_id"] == "ai-agents"}
    shares = {
        on: sum(seen == on and key in asking for key, seen in first_seen.items())
        / sum(seen == on for seen in first_seen.values())
        for on in (DEFAULT_SNAPSHOTS[0], DEFAULT_SNAPSHOTS[-1])
    }
    assert shares[DEFAULT_SNAPSHOTS[-1]] > 1.3 * shares[DEFAULT_SNAPSHOTS[0]]
    factors = [row for row in rows(full.truth.trends) if row["skill_id"] == "ai-agents"]
    assert factors[0]["demand_factor"] == 1
    assert factors[-1]["demand_factor"] == pytest.approx(1.9)


@pytest.fixture(params=["full", "small"])
def any_corpus(request) -> Corpus:
    return request.getfixturevalue(request.param)


def test_copies_of_one_opening_are_there_in_every_kind(any_corpus):
    kinds = collections.Counter(any_corpus.truth.postings["copy_kind"].to_pylist())
    assert set(kinds) == {"single", "city", "sister", "repost"}
    groups = collections.defaultdict(list)
    for row in rows(any_corpus.truth.postings):
        groups[row["opening_id"]].append(row)
    for group in groups.values():
        first = group[0]
        for row in group[1:]:
            assert row["title"] == first["title"]
            assert (row["company"] != first["company"]) == (row["copy_kind"] == "sister")
            if row["copy_kind"] == "repost":
                assert row["first_snapshot_on"] > first["last_snapshot_on"]


def test_some_postings_close_and_reopen(any_corpus):
    seen = collections.defaultdict(set)
    for row in rows(any_corpus.truth.records):
        seen[row["external_id"]].add(DEFAULT_SNAPSHOTS.index(row["snapshot_on"]))
    assert any(max(indexes) - min(indexes) + 1 > len(indexes) for indexes in seen.values())


def test_some_postings_gain_pay_and_some_lose_a_skill(any_corpus):
    texts = texts_of(any_corpus)
    truth = {row["external_id"]: row for row in rows(any_corpus.truth.postings)}
    edited = [
        (truth[key], by_snapshot[min(by_snapshot)][0], by_snapshot[max(by_snapshot)][0])
        for key, by_snapshot in texts.items()
        if len(by_snapshot) > 1 and truth[key]["language"] == "en"
    ]
    money = re.compile(r"[$£€]\s?\d[\d.,]*[kK0]")
    paid = [row for row, _, _ in edited if row["salary_min"] is not None]
    assert paid
    assert any(len(money.findall(new)) > len(money.findall(old)) for _, old, new in edited)
    assert any(len(new) < len(old) - 10 for _, old, new in edited)


def test_pay_is_stated_in_several_currencies_periods_and_places(any_corpus):
    paid = [row for row in rows(any_corpus.truth.postings) if row["salary_min"] is not None]
    assert {row["salary_currency"] for row in paid} >= {"USD", "GBP", "EUR", "CHF", "CAD"}
    assert {row["salary_period"] for row in paid} >= {"year", "hour", "day", "month"}
    assert {place for row in paid for place in row["salary_stated_in"]} == {"card", "fields", "text"}
    assert any(row["salary_min"] == row["salary_max"] for row in paid)
    assert all(row["salary_min"] <= row["salary_max"] for row in paid)
    by_place = [row for row in rows(any_corpus.truth.locations) if row["salary_min"] is not None]
    assert len(by_place) > 1


def test_listings_have_the_kinds_of_cards_that_real_ones_have(any_corpus):
    listings = [
        list(csv.DictReader(io.StringIO(content.decode())))
        for uri, content in by_uri(any_corpus).items()
        if uri.endswith(".csv")
    ]
    cards = [card for listing in listings for card in listing]
    assert any(card["compensation"] == "3-5 Annually" for card in cards)
    assert any(re.fullmatch(r"\d+ Locations", card["location"]) for card in cards)
    assert any(re.fullmatch(r"\d+K-\d+K Annually", card["compensation"]) for card in cards)
    sparse = [listing for listing in listings if "scraped_date" in listing[0]]
    assert len(sparse) == 1
    assert not any(card["location"] or card["level"] or card["work_type"] for card in sparse[0])
    for listing in listings:
        links = collections.defaultdict(set)
        for card in listing:
            links[card["link"].rpartition("/")[2]].add(card["link"])
        if any(len(addresses) > 1 for key, addresses in links.items() if key):
            break
    else:
        pytest.fail("no id is twice in a listing with another address")


def test_some_postings_have_several_places_and_some_are_wholly_remote(any_corpus):
    places = collections.Counter(any_corpus.truth.locations["external_id"].to_pylist())
    assert max(places.values()) >= 2
    pages = [
        job_posting(content)
        for uri, content in by_uri(any_corpus).items()
        if re.search(r"_\d{7}\.html$", uri) and "cut_off" not in uri and "scan" not in uri
    ]
    assert any(page.get("jobLocationType") == "TELECOMMUTE" for page in pages)
    assert any(isinstance(page["jobLocation"], list) for page in pages)
    assert any("baseSalary" in page for page in pages)


def test_german_and_french_postings_are_there(any_corpus):
    assert set(any_corpus.truth.postings["language"].to_pylist()) >= {"en", "de", "fr"}


def test_every_kind_of_decoy_is_there(any_corpus):
    assert set(any_corpus.truth.decoys["why"].to_pylist()) == {"negated", "perk", "company", "ordinary"}


def test_words_are_split_at_line_ends_and_hyphens_are_odd(any_corpus):
    files = [content.decode() for uri, content in by_uri(any_corpus).items() if "/postings/" in uri]
    assert any(re.search(r"[a-z]-\n  +[a-z]", text) for text in files)
    assert any("\u2011" in document.content.decode(errors="ignore") for document in any_corpus.documents)


def test_broken_documents_of_every_kind_are_there(any_corpus):
    malformed = rows(any_corpus.truth.malformed)
    assert collections.Counter(row["expected"] for row in malformed) == {"reject": 8, "kept": 3}
    assert all((row["expected"] == "kept") == (row["external_id"] is not None) for row in malformed)
    documents = by_uri(any_corpus)
    contents = {row["why"]: documents[row["uri"]] for row in malformed}
    assert contents["an empty file"] == b""
    with pytest.raises(UnicodeDecodeError):
        contents["binary content in a page's name"].decode()
    for why in ("YAML that cannot be read even leniently", "YAML with a broken indent, still readable leniently"):
        with pytest.raises(yaml.YAMLError):
            yaml.safe_load(contents[why])
    assert yaml.safe_load(contents["a date that is none"])["posted_date"] == "as soon as possible"
    assert yaml.safe_load(contents["a posting without a title"])["title"] is None


def test_a_small_corpus_has_every_role_type(small):
    assert set(small.truth.postings["role_type"].to_pylist()) == {"ai-first", "ai-support", "ml-first", "other"}


def test_levels_and_modes_are_unstated_where_no_document_states_them(full):
    postings = rows(full.truth.postings)
    assert any(row["level"] == "unstated" for row in postings)
    assert any(row["work_mode"] == "unstated" for row in postings)


def test_write_puts_every_document_below_the_folder(small, tmp_path):
    paths = write(small, tmp_path)
    assert [path.read_bytes() for path in paths] == [document.content for document in small.documents]


def test_wrap_breaks_after_hyphens_between_letters_only():
    assert wrap("a model for fine-tuning", width=17) == ["a model for fine-", "tuning"]
    assert wrap("- pay of $100-200", width=12, hang="  ") == ["- pay of", "  $100-200"]


@pytest.mark.parametrize(
    ("pay", "spelled"),
    [
        (PayFact(65000, 65000, "EUR", "year"), "€65.000"),
        (PayFact(75, 95, "USD", "hour"), "per hour"),
        (PayFact(120000, 140000, "CHF", "year"), "CHF 120"),
    ],
)
def test_pay_is_spelled_as_people_write_it(pay, spelled):
    assert spelled in spell_for_text(pay, Draw("any"))


def test_a_card_states_pay_without_a_currency():
    assert spell_for_card(PayFact(120000, 150000, "USD", "year")) == "120K-150K Annually"
    assert spell_for_card(PayFact(75, 95, "USD", "hour")) == "75-95 Hourly"


def read_seed(name: str) -> list[dict[str, str]]:
    path = SEEDS / name
    if not path.exists():
        pytest.skip(f"{name} is not there yet")
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_skill_that_truth_names_is_in_the_seed(full):
    known = {row["skill_id"] for row in read_seed("skill.csv")}
    assert {*full.truth.skills["skill_id"].to_pylist()} <= known
    assert {
        mark.group(1) for lines in load_phrases("en").values() for line in lines for mark in MARK.finditer(line)
    } <= (known)


def test_every_spelling_is_an_alias_of_its_skill(full):
    aliases = collections.defaultdict(set)
    for row in read_seed("skill_alias.csv"):
        aliases[row["alias"] if row["match"] == "exact" else row["alias"].lower()].add(row["skill_id"])
    spelled = {(row["skill_id"], row["spelling"]) for row in rows(full.truth.skills)}
    spelled |= {(skill.skill_id, spelling) for skill in load_skills() for spelling in skill.spellings}
    wrong = sorted(
        (skill_id, spelling)
        for skill_id, spelling in spelled
        if skill_id not in aliases[spelling] | aliases[spelling.lower()]
    )
    assert wrong == []


def test_there_are_over_a_hundred_skills_and_many_have_several_spellings():
    skills = load_skills()
    assert len(skills) >= 110
    assert sum(len(skill.spellings) > 1 for skill in skills) >= 40
