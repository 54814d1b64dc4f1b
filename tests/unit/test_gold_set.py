"""The gold set is complete, and its measures tell equal labels from different ones."""

import csv

import gold_set
import pytest

pytestmark = pytest.mark.unit

READINGS = ("development", "frozen", "second_reading")


@pytest.fixture(scope="module")
def sample() -> dict[str, dict[str, str]]:
    with (gold_set.FOLDER / "sample.csv").open(encoding="utf-8", newline="") as stream:
        return {row["posting_id"]: row for row in csv.DictReader(stream)}


def test_each_half_labels_its_hundred_postings_and_forty_are_labelled_twice(sample):
    for half in ("development", "frozen"):
        assert {*gold_set.read_labels(half)} == {
            posting_id for posting_id, row in sample.items() if row["half"] == half
        }
    twice = {posting_id for posting_id, row in sample.items() if row["labellers"] == "2"}
    assert {*gold_set.read_labels("second_reading")} == twice
    assert (len(sample), len(twice)) == (200, 40)


@pytest.mark.parametrize("reading", READINGS)
def test_every_labelled_skill_is_in_the_taxonomy(reading):
    skills = {skill for label in gold_set.read_labels(reading).values() for skill in label["skills"]}
    assert skills <= gold_set.KINDS.keys()


def test_labels_agree_with_themselves_and_not_with_changed_ones():
    labels = gold_set.read_labels("development")
    assert {score.f1 for score in gold_set.score_labels(labels, labels)} == {1.0}
    changed = {posting_id: {**label, "role_type": "other", "skills": {}} for posting_id, label in labels.items()}
    by_field = {score.field: score for score in gold_set.score_labels(labels, changed)}
    assert by_field["technologies"].recall == 0
    assert by_field["role type"].right_count == sum(label["role_type"] == "other" for label in labels.values())
    assert by_field["level"].f1 == 1


def test_a_range_of_pay_is_right_only_with_its_currency_and_period():
    stated = {"pay": [[100_000, 120_000, "USD", "year"]]}
    for wrong in ([100_000, 121_000, "USD", "year"], [100_000, 120_000, "EUR", "year"], [1, 2, "USD", "hour"]):
        assert gold_set.MEASURES["pay right, where found"](stated, {"pay": [wrong]}) == (1, 1, 0)
    assert gold_set.MEASURES["pay right, where found"](stated, stated) == (1, 1, 1)
