"""The check of the rules against invented postings: it passes for the seeds, and fails where a spelling is lost."""

import pytest

from ingestion.extraction.mentions import compile_rules
from ingestion.storage.layout import Layout
from orchestration.quality import truth_suite
from orchestration.quality.expectations import evaluate

pytestmark = pytest.mark.unit


def _broken_rules(folder, monkeypatch):
    (folder / "skill_alias.csv").write_text(
        "alias,skill_id,match,context_rule_id,reason\nPython,java,any_case,,wrong\n"
    )
    monkeypatch.setattr(truth_suite, "compile_rules", lambda: compile_rules(folder))


def test_the_check_passes_for_the_seeds(tmp_path):
    frame = truth_suite.truth_frame(Layout(tmp_path))
    [finding] = evaluate(truth_suite.EXPECTATIONS, {"truth": frame})
    assert finding.passed, frame


def test_the_check_fails_where_an_alias_leads_to_another_skill(tmp_path, monkeypatch):
    _broken_rules(tmp_path, monkeypatch)
    [finding] = evaluate(truth_suite.EXPECTATIONS, {"truth": truth_suite.truth_frame(Layout(tmp_path))})
    assert not finding.passed


@pytest.mark.parametrize("damage", ["another program", "not JSON", "nothing"])
def test_measured_shares_are_cached_for_one_program_version(tmp_path, monkeypatch, damage):
    layout = Layout(tmp_path)
    first = truth_suite.truth_frame(layout)
    _broken_rules(tmp_path, monkeypatch)
    assert truth_suite.truth_frame(layout).equals(first)
    if damage == "another program":
        monkeypatch.setattr(truth_suite, "program_version", lambda: "another")
    elif damage == "not JSON":
        (layout.work / "truth.json").write_text("{")
    else:
        (layout.work / "truth.json").unlink()
    assert not truth_suite.truth_frame(layout).equals(first)
