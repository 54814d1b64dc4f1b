"""Topics, visa, clearance and headcount: what counts as evidence and how strongly.

Here: expectations on single sentences. Not here: which of several mentions decides (the dbt unit tests).
"""

import pytest

from extraction_fixtures import Extraction

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def extraction(tmp_path_factory):
    return Extraction(tmp_path_factory.mktemp("seeds"))


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("We have over 2,500 employees in six countries.", [2500]),
        ("We're a small team of 40 people.", [40]),
        ("A 12-person startup.", [12]),
        ("We employ 3k people.", [3000]),
        ("Our customers have 500 employees each.", []),
        ("You lead a team of 5 professionals.", []),
        ("You talk to 30 people.", []),
        ("We grew by 0 employees.", []),
    ],
)
def test_counts_of_the_own_people_are_the_company_size(extraction, body, count):
    assert [row["value_min"] for row in extraction.of_kind("company_size", body)] == count


@pytest.mark.parametrize(
    ("body", "ids"),
    [
        ("We are unable to offer visa sponsorship.", ["sponsorship_not_offered"]),
        ("Visa sponsorship is available.", ["sponsorship_offered"]),
        ("Do you require visa sponsorship?", []),
        ("You must be authorized to work in Spain.", ["authorization_required"]),
    ],
)
def test_phrases_of_visas_carry_their_own_polarity(extraction, body, ids):
    rows = extraction.of_kind("visa", body)
    assert [row["canonical_id"] for row in rows] == ids
    assert {row["strength"] for row in rows} <= {"mentioned"}


def test_domains_and_clearances_have_the_strength_of_their_sentence(extraction):
    assert [row["strength"] for row in extraction.of_kind("domain", "Experience in agriculture is a plus.")] == [
        "preferred"
    ]
    assert [row["strength"] for row in extraction.of_kind("clearance", "A security clearance is a plus.")] == [
        "preferred"
    ]


def test_uses_of_fine_tuning_need_fine_tuning_beside_them(extraction):
    uses = [row["canonical_id"] for row in extraction.of_kind("fine_tuning_use", "You fine-tune on proprietary data.")]
    assert uses == ["company_data"]
    assert extraction.of_kind("fine_tuning_use", "You read proprietary data.") == []
