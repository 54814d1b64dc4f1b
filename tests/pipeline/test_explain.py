"""`warehouse explain` on a real publication: at the terminal, as a page, as JSON, and for an id that is none."""

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
    told = json.loads(run(posting_id, "--format", "json").output)
    assert told["mentions"]
    assert all(told["text"][one["start"] : one["end"]] == one["words"] for one in told["mentions"])
    values = {one["name"]: one["value"] for one in told["attributes"]}
    assert values["role_type"] == told["scores"][0]["role_type"]
    for score in told["scores"]:
        weights = [one["weight"] for one in told["evidence"] if one["role_type"] == score["role_type"]]
        assert sum(weights) == pytest.approx(score["role_score"])


def test_the_terminal_has_no_colour_where_it_is_none(run, posting_id):
    told = run(posting_id)
    assert told.exit_code == 0, told.output
    assert "role_type = " in told.output
    assert "\x1b" not in told.output


def test_the_page_lies_in_the_data_directory_and_never_in_the_publication(run, posting_id, small_base, tmp_path):
    told = run(posting_id, "--html")
    assert told.exit_code == 0, told.output
    assert list(small_base.explained.glob("*.html"))
    assert run(posting_id, "--html", str(tmp_path / "own.html")).exit_code == 0
    assert "<mark" in (tmp_path / "own.html").read_text()
    assert run(posting_id, "--html", str(small_base.current / "own.html")).exit_code == 1


def test_an_unknown_id_is_an_error_with_near_ids_and_the_next_command(run, posting_id):
    told = run(posting_id + "x")
    assert told.exit_code == 1
    assert posting_id in told.output
    assert "warehouse explain" in told.output
