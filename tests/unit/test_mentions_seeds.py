"""Reading seeds: overrides, keys, references and the messages of errors."""

import csv

import pytest

from extraction_fixtures import write_seed, write_seeds
from ingestion.extraction.rules import TOPIC_KINDS
from ingestion.storage.layout import SEEDS
from ingestion.storage.seeds import SEED_COLUMNS, SeedError, load_seed, seed_keys

pytestmark = pytest.mark.unit


@pytest.fixture
def seeds(tmp_path):
    (tmp_path / "seeds").mkdir()
    return write_seeds(tmp_path / "seeds")


@pytest.fixture
def overrides(tmp_path):
    (tmp_path / "overrides").mkdir()
    return tmp_path / "overrides"


def test_topics_and_their_phrases_name_each_other():
    with (SEEDS / "topic.csv").open(encoding="utf-8", newline="") as handle:
        named = {(row["topic_kind"], row["topic_id"]) for row in csv.DictReader(handle) if row["reason"]}
    phrases = {(row["kind"], row["canonical_id"]) for row in load_seed("phrase") if row["kind"] in TOPIC_KINDS}
    assert named == phrases


@pytest.mark.parametrize("name", SEED_COLUMNS)
def test_every_seed_of_the_project_is_sound(name):
    assert load_seed(name)
    assert set(seed_keys()[name]) <= set(SEED_COLUMNS[name])


def test_every_role_signal_names_something_that_is_matched():
    known = {
        "phrase": {row["canonical_id"] for row in load_seed("phrase") if row["kind"] == "role_signal"},
        "skill": {row["skill_id"] for row in load_seed("skill")},
        "skill_share": {row["category"] for row in load_seed("skill")},
        "baseline": {"baseline"},
    }
    assert [row for row in load_seed("role_signal") if row["signal_id"] not in known[row["signal_kind"]]] == []


def test_every_phrase_group_of_role_signals_has_a_signal():
    groups = {row["canonical_id"] for row in load_seed("phrase") if row["kind"] == "role_signal"}
    assert groups == {row["signal_id"] for row in load_seed("role_signal") if row["signal_kind"] == "phrase"}


def test_override_replaces_the_row_of_the_same_key_and_adds_new_ones(seeds, overrides):
    before = load_seed("skill_alias", None, seeds)
    write_seed(overrides, "skill_alias", [("Python", "SQL", "exact", "", "ours"), ("Py", "Python", "any_case", "", "")])
    after = load_seed("skill_alias", overrides, seeds)
    assert len(after) == len(before) + 1
    assert {row["alias"]: row["skill_id"] for row in after}["Python"] == "SQL"
    assert after[-1]["alias"] == "Py"


def test_override_may_refer_to_a_skill_of_another_override(seeds, overrides):
    write_seed(overrides, "skill", [("oven", "Oven", "tools", "technology", "", "")])
    write_seed(overrides, "skill_alias", [("Oven", "oven", "any_case", "", "")])
    assert load_seed("skill_alias", overrides, seeds)[-1]["skill_id"] == "oven"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("skill_alias", "alias,skill\nx,y\n", ["line 1", "alias,skill_id,match,context_rule_id,reason"]),
        (
            "skill_alias",
            "alias,skill_id,match,context_rule_id,reason\nOven,oven,any_case,,\n",
            ["line 2", "oven", "skill.csv"],
        ),
        (
            "skill_alias",
            "alias,skill_id,match,context_rule_id,reason\nOven,SQL,any_case,hot,\n",
            ["line 2", "hot", "context_rule.csv"],
        ),
        (
            "skill_alias",
            "alias,skill_id,match,context_rule_id,reason\na,SQL,exact,,\na,SQL,exact,,\n",
            ["line 3", "line 2"],
        ),
        (
            "skill_alias",
            "alias,skill_id,match,context_rule_id,reason\na,SQL,perhaps,,\n",
            ["line 2", "any_case or exact"],
        ),
        ("skill_alias", "alias,skill_id,match,context_rule_id,reason\na,SQL,exact,,b,c\n", ["line 2", "5 values"]),
    ],
)
def test_unusable_override_is_named_with_file_line_and_remedy(seeds, overrides, name, content, words):
    (overrides / f"{name}.csv").write_text(content, encoding="utf-8")
    with pytest.raises(SeedError) as caught:
        load_seed(name, overrides, seeds)
    assert all(word in str(caught.value) for word in [f"{name}.csv", *words])
