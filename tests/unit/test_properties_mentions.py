"""The scan on any text: each mention's words are those of its span, whatever stands around them."""

import pytest
from fuzz import TOKENS
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_scan import reference_scan

from extraction_fixtures import Extraction
from ingestion.extraction.mentions import scan

pytestmark = pytest.mark.unit

PHRASES = (
    *(
        "Python",
        "C++",
        "React Native",
        "Go",
        "no ",
        "not required",
        "a plus",
        "5+ years of experience",
        "at least 3-5 yrs",
    ),
    *(
        "$120k–150k",
        "£40,000 per year",
        "up to $90/hour",
        "salary",
        "bonus",
        "Requirements",
        "Remote",
        "senior",
        ", ",
        ". ",
    ),
    *(
        "\n",
        "- ",
        "PhD",
        "degree",
        "€",
        "$",
        "years",
        "12 years",
        "(10) years",
        "$1.5M revenue",
        "US$ 100,000 - US$120,000",
        "Caf\u00e9",
        "cafe\u0301",
        "\u0130\u1e9e\u00df\u03a3",
        "\u6771\u4eac",
        "\U0001f680",
        "\u2022Rust",
        "react\u2019s",
        "fine-tuning of models in R, Python",
    ),
)
pieces = st.one_of(
    st.sampled_from(PHRASES), st.text(max_size=12), st.sampled_from(TOKENS).filter(lambda token: len(token) < 99)
)


@pytest.fixture(scope="module")
def extraction(tmp_path_factory):
    return Extraction(tmp_path_factory.mktemp("seeds"))


@settings(derandomize=True, deadline=None, database=None, max_examples=60)
@given(st.lists(st.lists(pieces, max_size=25).map(" ".join), min_size=1, max_size=4))
def test_every_mention_states_the_words_of_its_span(extraction, texts):
    whole = [text.encode("utf-8", "replace").decode() for text in texts]
    versions = extraction.versions(*whole)
    by_version = {row["version_id"]: row["text"] for row in versions.to_pylist()}
    rows = scan(versions, extraction.rules).to_pylist()
    for row in rows:
        text = by_version[row["version_id"]]
        assert 0 <= row["start_offset"] < row["end_offset"] <= len(text)
        assert text[row["start_offset"] : row["end_offset"]] == row["matched_text"]
        assert "\n" not in row["matched_text"] or row["kind"] == "skill"
        assert row["value_min"] is None or row["value_max"] is None or row["value_min"] <= row["value_max"]
    assert rows == sorted(rows, key=lambda row: (row["version_id"], row["start_offset"], row["end_offset"]))
    assert rows == reference_scan(versions, extraction.rules)
