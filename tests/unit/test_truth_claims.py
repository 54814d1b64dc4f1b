"""The check that every build makes of its rules: it holds for the seeds, and fails where a spelling is lost."""

import pytest

from ingestion.mentions import compile_rules
from orchestration.checks import truth_claims
from orchestration.checks.claims import evaluate

pytestmark = pytest.mark.unit


def test_the_rules_find_the_truth_of_invented_postings():
    [finding] = evaluate(truth_claims.CLAIMS, {"truth": truth_claims.truth_frame()})
    assert finding.passed, truth_claims.truth_frame()


def test_a_skill_whose_name_is_read_as_another_fails_the_build(tmp_path, monkeypatch):
    (tmp_path / "skill_alias.csv").write_text("alias,skill_id,match,guard_id,reason\nPython,java,any_case,,wrong\n")
    monkeypatch.setattr(truth_claims, "compile_rules", lambda: compile_rules(tmp_path))
    [finding] = evaluate(truth_claims.CLAIMS, {"truth": truth_claims.truth_frame.__wrapped__()})
    assert not finding.passed
