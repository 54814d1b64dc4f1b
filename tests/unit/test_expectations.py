"""Expectations over frames: passing, failing, and failing because they cannot be evaluated."""

import great_expectations.expectations as gxe
import pandas as pd
import pytest

from orchestration.quality.expectations import TableExpectation, evaluate

pytestmark = pytest.mark.unit

UNIQUE = TableExpectation("ids_are_unique", "Ids are unique.", lambda: gxe.ExpectColumnValuesToBeUnique(column="id"))
FILLED = TableExpectation(
    "titles_are_filled", "Titles are filled in.", lambda: gxe.ExpectColumnValuesToNotBeNull(column="title"), "warn"
)
GOOD = pd.DataFrame({"id": ["a", "b"], "title": ["x", "y"]})


def test_expectations_hold_where_the_rows_are_right_and_keep_their_order():
    findings = evaluate([FILLED, UNIQUE], {"rows": GOOD})
    assert [(finding.table_expectation.name, finding.passed) for finding in findings] == [
        ("titles_are_filled", True),
        ("ids_are_unique", True),
    ]


def test_a_false_expectation_counts_its_rows_and_shows_a_sample():
    [finding] = evaluate([UNIQUE], {"rows": pd.DataFrame({"id": ["a", "a", "b"], "title": ["x", "y", "z"]})})
    assert not finding.passed
    assert finding.unexpected_count == 2
    assert finding.sample == ["a", "a"]


def test_a_missing_column_makes_an_expectation_false_and_is_named():
    [finding] = evaluate([UNIQUE], {"rows": GOOD.drop(columns="id")})
    assert not finding.passed
    assert "id" in finding.observed


def test_a_missing_frame_makes_every_expectation_on_it_false():
    findings = evaluate([UNIQUE, FILLED], {})
    assert not any(finding.passed for finding in findings)


def test_expectations_hold_on_a_table_without_rows():
    assert all(finding.passed for finding in evaluate([UNIQUE, FILLED], {"rows": GOOD.head(0)}))
