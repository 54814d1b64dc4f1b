"""One build of the real January postings for all tests that only read it; copy it before changing it."""

from pathlib import Path

import pytest
from january import FEBRUARY, FRAME, INPUTS

from ingestion.inputs.registry import Registry
from ingestion.storage.layout import Layout
from orchestration.build import build


@pytest.fixture(scope="session")
def january(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Layout:
    layout = Layout(tmp_path_factory.mktemp("january") / "data")
    for name in INPUTS:
        Registry(layout).add(str(corpus / "ai-engineer-2026-01" / name), None, FEBRUARY, "builtin", FRAME)
    outcome = build(layout)
    assert outcome.succeeded, outcome.failures
    return layout
