"""`warehouse explain` on a built publication: on a terminal, as a page, as JSON, and for an unknown id."""

import json

import pytest
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.queries import database

pytestmark = pytest.mark.pipeline


@pytest.fixture(scope="module")
def posting_id(small_base):
    _, rows = database.run_query(small_base, "select min(posting_id) from marts.fct_posting where is_text_analysed")
    return str(rows[0][0])


@pytest.fixture
def run(small_base):
    return lambda *words: CliRunner().invoke(main, ["explain", *words, "--data-dir", str(small_base.root)])


def test_every_mention_is_quoted_and_the_scores_lead_to_the_role_type(run, posting_id):
    explanation = json.loads(run(posting_id, "--format", "json").output)
    text, mentions = explanation["text"], explanation["mentions"]
    assert mentions
    assert all(text[mention["start"] : mention["end"]] == mention["words"] for mention in mentions)
    values = {attribute["name"]: attribute["value"] for attribute in explanation["attributes"]}
    assert values["role_type"] == explanation["scores"][0]["role_type"]
    for score in explanation["scores"]:
        signals = [signal for signal in explanation["evidence"] if signal["role_type"] == score["role_type"]]
        weights = [signal["weight"] for signal in signals]
        assert sum(weights) == pytest.approx(score["role_score"])


def test_output_that_is_not_a_terminal_has_no_colour(run, posting_id):
    result = run(posting_id)
    assert result.exit_code == 0, result.output
    assert "role_type = " in result.output
    assert "\x1b" not in result.output


def test_the_page_is_written_to_the_data_directory_and_never_into_the_publication(
    run, posting_id, small_base, tmp_path
):
    result = run(posting_id, "--html")
    assert result.exit_code == 0, result.output
    assert list(small_base.explained.glob("*.html"))
    assert run(posting_id, "--html", str(tmp_path / "own.html")).exit_code == 0
    assert "<mark" in (tmp_path / "own.html").read_text()
    assert run(posting_id, "--html", str(small_base.current / "own.html")).exit_code == 1


def test_an_unknown_id_is_an_error_with_similar_ids_and_the_next_command(run, posting_id):
    result = run(posting_id + "x")
    assert result.exit_code == 1
    assert posting_id in result.output
    assert "warehouse explain" in result.output
