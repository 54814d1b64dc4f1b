"""One build of the real January postings for all tests; a test that changes it has to copy it."""

from pathlib import Path

import pytest
from january import FEBRUARY, FRAME, INPUTS

from ingestion.inputs.registry import Registry
from ingestion.storage.layout import Layout
from orchestration.build import build
from shared_builds import made_once


@pytest.fixture(scope="session")
def january(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Layout:
    def make(root: Path) -> None:
        for name in INPUTS:
            Registry(Layout(root)).add(str(corpus / "ai-engineer-2026-01" / name), None, FEBRUARY, "builtin", FRAME)
        outcome = build(Layout(root))
        assert outcome.succeeded, outcome.failures

    return Layout(made_once(tmp_path_factory, "january", make))
