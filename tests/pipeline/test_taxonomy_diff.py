"""`warehouse taxonomy diff`: shares that changed seeds would change are listed; nothing is published or left behind."""

import json

import pytest
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.queries import database
from tree_hashes import tree_hashes

pytestmark = pytest.mark.pipeline
HEADER = "alias,skill_id,match,context_rule_id,reason\n"


def _diff(layout):
    result = CliRunner().invoke(main, ["taxonomy", "diff", "--format", "json", "--data-dir", str(layout.root)])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_changed_alias_changes_only_the_shares_of_its_skills_and_publishes_nothing(small_copy):
    before = tree_hashes(small_copy.published)
    _, [(python, java)] = database.run_query(
        small_copy,
        """select max(n) filter (skill_id = 'python'), max(n) filter (skill_id = 'java')
        from reports.rpt_skill_demand where counting_policy = 'postings'""",
    )
    small_copy.overrides.mkdir()
    (small_copy.overrides / "skill_alias.csv").write_text(HEADER)
    assert _diff(small_copy) == []
    (small_copy.overrides / "skill_alias.csv").write_text(HEADER + "Python,java,any_case,,wrong on purpose\n")
    moves = {move["name"]: move for move in _diff(small_copy) if move["report"] == "rpt_skill_demand"}
    assert moves.keys() == {"python", "java"}
    assert (moves["python"]["n_before"], moves["java"]["n_before"]) == (python, java or 0)
    assert moves["python"]["n_after"] < python
    assert moves["java"]["n_after"] > (java or 0)
    assert tree_hashes(small_copy.published) == before
    assert not (small_copy.work / "taxonomy-diff").exists()


def test_without_a_publication_the_next_command_is_named(tmp_path):
    result = CliRunner().invoke(main, ["taxonomy", "diff", "--data-dir", str(tmp_path)])
    assert result.exit_code == 1
    assert "warehouse build" in result.output
