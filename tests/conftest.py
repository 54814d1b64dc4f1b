"""Shared fixtures: the real corpus, a browser, and one built warehouse per session.

A test whose corpus or browser is absent is skipped with the reason; under REQUIRE_CORPUS=1 and REQUIRE_BROWSER=1, which
continuous integration sets, it fails.
"""

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

import orchestration  # noqa: F401 - switches telemetry off before anything else is imported
from ingestion.storage.layout import PROJECT_ROOT, Layout
from shared_builds import made_once

SMALL_POSTINGS = 60
SMALL_FRAME = "Invented postings for tests"


def pytest_configure(config: pytest.Config) -> None:
    """Parse the dbt project before several test processes would write its manifest at the same time."""
    if getattr(config.option, "numprocesses", None):
        from orchestration.transform.dbt_runner import manifest_path

        manifest_path()


def _absent(variable: str, message: str) -> None:
    if os.environ.get(variable) == "1":
        pytest.fail(f"{message} ({variable}=1 forbids skipping)")
    pytest.skip(message)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real postings beside the checkout."""
    folder = Path(os.environ.get("WAREHOUSE_CORPUS") or PROJECT_ROOT.parent / "shared" / "corpus")
    if not (folder / "ai-engineer-2026-01").is_dir():
        _absent("REQUIRE_CORPUS", f"the corpus is not at {folder}; set WAREHOUSE_CORPUS")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; chromedriver must be on the path as well."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not path or not shutil.which("chromedriver"):
        _absent("REQUIRE_BROWSER", "no Chromium with chromedriver on the path")
    return str(path)


@pytest.fixture(scope="session")
def small_folders(tmp_path_factory: pytest.TempPathFactory) -> dict[date, Path]:
    """A small synthetic corpus as files, a folder per snapshot, as a user would add it."""
    from ingestion.synthetic import generate, write

    root = made_once(tmp_path_factory, "small", lambda folder: write(generate(postings=SMALL_POSTINGS), folder))
    return {date.fromisoformat(folder.name): folder for folder in sorted(root.iterdir())}


@pytest.fixture(scope="session")
def small_base(tmp_path_factory: pytest.TempPathFactory, small_folders: dict[date, Path]) -> Layout:
    """A data directory built and published once from the first small snapshot; copy it before changing it."""
    from ingestion.inputs.registry import Registry
    from orchestration.build import build

    def make(root: Path) -> None:
        snapshot_on, folder = next(iter(small_folders.items()))
        Registry(Layout(root)).add(str(folder), None, snapshot_on, "board", SMALL_FRAME)
        outcome = build(Layout(root))
        assert outcome.succeeded, outcome.failures

    return Layout(made_once(tmp_path_factory, "small-base", make))


@pytest.fixture
def small_copy(small_base: Layout, tmp_path: Path) -> Layout:
    """A copy of the small built data directory, which a test may change."""
    shutil.copytree(small_base.root, tmp_path / "data", symlinks=True)
    return Layout(tmp_path / "data")


@pytest.fixture(scope="session")
def synthetic_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """The default: the whole synthetic corpus, built by the command in an empty data directory; never changed."""
    from orchestration.build import build

    def make(root: Path) -> None:
        outcome = build(Layout(root))
        assert outcome.succeeded, outcome.failures

    return Layout(made_once(tmp_path_factory, "synthetic", make))
