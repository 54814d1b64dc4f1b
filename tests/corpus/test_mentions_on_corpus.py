"""Extraction on the real January postings: cleaning, evidence, agreement with the labels.

The labels are from a language model and noisy (it agrees with itself on the role type in 86 % of pairs), so the bounds
here prevent a regression and are no targets.
"""

import hashlib
from collections import Counter, defaultdict
from datetime import date

import pyarrow as pa
import pytest
import yaml
from reference_scan import reference_scan

from ingestion.extraction.mentions import compile_rules, scan
from ingestion.schemas import OBSERVATIONS
from ingestion.storage.seeds import load_seed
from ingestion.text.clean import clean_description
from ingestion.text.versions import build_versions

pytestmark = pytest.mark.corpus

LOWEST_ROLE_ACCURACY = 0.84
LOWEST_FLAG_ACCURACY = {"is_customer_facing": 0.86, "is_management": 0.86}
ABOUT_THE_COMPANY = {"company", "benefits", "legal"}


def read_yaml(folder):
    loaded = {}
    for file in sorted(folder.glob("*.yaml")):
        try:
            loaded[file.name] = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        except yaml.YAMLError:
            continue
    return loaded


@pytest.fixture(scope="session")
def january(request):
    folder = request.getfixturevalue("corpus") / "ai-engineer-2026-01"
    return read_yaml(folder / "postings"), read_yaml(folder / "annotations")


@pytest.fixture(scope="session")
def versions(january):
    rows = []
    for name, posting in january[0].items():
        text = f"{posting['title'].strip()}\n\n{clean_description(posting.get('description') or '', is_html=False)}"
        digest = hashlib.sha256(text.encode()).hexdigest()
        rows.append(
            {
                "observation_id": name,
                "posting_id": f"builtin:{posting['job_id']}",
                "source": "builtin",
                "snapshot_on": date(2026, 2, 4),
                "dedup_status": "primary",
                "title": posting["title"],
                "company": posting["company"],
                "text": text,
                "has_text": True,
                "text_hash": digest,
                "version_id": f"builtin:{posting['job_id']}:{digest[:12]}",
            }
        )
    return build_versions(pa.Table.from_pylist(rows, schema=OBSERVATIONS))


@pytest.fixture(scope="session")
def mentions(versions):
    return scan(versions, compile_rules()).to_pylist()


@pytest.fixture(scope="session")
def labels(january):
    return {f"builtin:{label['meta']['job_id']}": label["position"] for label in january[1].values()}


def test_nearly_all_wrapped_lines_are_unwrapped(january):
    texts = [clean_description(posting.get("description") or "", is_html=False) for posting in january[0].values()]
    lines = [line for text in texts for line in text.split("\n") if line]
    assert sum(line.endswith("-") and line[-2:-1].isalnum() for line in lines) < 20
    assert sum(len(line) > 66 for line in lines) > len(lines) / 2
    assert all(clean_description(text, is_html=False) == text for text in texts)


def test_every_mention_quotes_the_text_of_its_span(versions, mentions):
    texts = dict(zip(versions["version_id"].to_pylist(), versions["text"].to_pylist(), strict=True))
    assert len(mentions) > 20_000
    for row in mentions:
        assert row["matched_text"] == texts[row["version_id"]][row["start_offset"] : row["end_offset"]] != ""


def test_nearly_every_posting_has_skills_and_role_signals(versions, mentions):
    by_kind = defaultdict(set)
    for row in mentions:
        by_kind[row["kind"]].add(row["version_id"])
    assert len(by_kind["skill"]) > 0.97 * versions.num_rows
    assert len(by_kind["role_signal"]) > 0.97 * versions.num_rows
    assert len(by_kind["years_experience"]) > 0.5 * versions.num_rows
    assert set(versions["language"].to_pylist()) <= {"en", "und"}


def test_role_types_agree_with_the_labels(mentions, labels):
    points = _points(mentions)
    known = {key: value["ai_type"]["type"] for key, value in labels.items() if value["ai_type"]["type"] != "unknown"}
    predicted = {key: max(sorted(points[key]), key=points[key].__getitem__) for key in known if key in points}
    correct = sum(predicted[key] == known[key] for key in predicted)
    assert correct >= LOWEST_ROLE_ACCURACY * len(predicted)


def _points(mentions):
    """Return the scores of each posting by role type, computed as in the models."""
    seed = load_seed("role_signal")
    categories = {row["skill_id"]: row["category"] for row in load_seed("skill")}
    signals_of, shares = defaultdict(set), defaultdict(Counter)
    for posting_id, (kind, signal_id, placement) in _signals(mentions):
        signals_of[posting_id].add((kind, signal_id, placement))
        if (kind, placement) == ("skill", "body"):
            shares[posting_id][categories[signal_id]] += 1
    points = defaultdict(Counter)
    for posting_id, signals in signals_of.items():
        total = shares[posting_id].total() + 5
        for row in seed:
            key, weight = (row["signal_kind"], row["signal_id"], row["placement"]), float(row["weight"])
            if row["signal_kind"] == "skill_share":
                weight = round(weight * shares[posting_id][row["signal_id"]] / total)
            elif row["signal_kind"] != "baseline" and key not in signals:
                weight = 0
            points[posting_id][row["role_type"]] += weight
    return points


def _signals(mentions):
    kinds = {"role_signal": "phrase", "skill": "skill"}
    for row in mentions:
        if (
            row["kind"] in kinds
            and row["strength"] not in {"negated", "boilerplate"}
            and row["section"] not in ABOUT_THE_COMPANY
        ):
            for placement in ("any", "title" if row["section"] == "title" else "body"):
                yield row["posting_id"], (kinds[row["kind"]], row["canonical_id"], placement)


def test_a_signal_that_occurs_twice_counts_once():
    row = {"posting_id": "p", "kind": "role_signal", "canonical_id": "rag", "strength": "mentioned", "section": "other"}
    assert _points([row, row]) == _points([row])


@pytest.mark.parametrize("flag", LOWEST_FLAG_ACCURACY)
def test_flags_agree_with_the_labels(flag, versions, mentions, labels):
    flagged = {
        row["posting_id"]
        for row in mentions
        if row["canonical_id"] == flag and row["strength"] != "negated" and row["section"] not in ABOUT_THE_COMPANY
    }
    known = [key for key in versions["posting_id"].to_pylist() if key in labels]
    correct = sum((key in flagged) == bool(labels[key][flag]) for key in known)
    assert correct >= LOWEST_FLAG_ACCURACY[flag] * len(known)


def test_the_scan_of_every_text_equals_the_reference_implementation(versions, mentions):
    assert mentions == reference_scan(versions, compile_rules())


def test_the_scan_does_not_depend_on_the_size_of_batches(versions, mentions):
    rules = compile_rules()
    parts = [scan(versions.slice(start, 7), rules) for start in range(0, versions.num_rows, 7)]
    assert [row for part in parts for row in part.to_pylist()] == mentions
