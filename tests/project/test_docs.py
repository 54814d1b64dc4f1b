"""Pages that name parts of the code: changelog, glossary, architecture, the examples of overrides.

Here: that what they name exists, that no rename is missing, and that the README stays short. Commands, tables and
links of the README and of `docs/` are checked in `test_readme.py`.
"""

import re
from pathlib import Path

import pytest

from ingestion.storage.layout import DBT_PROJECT, PROJECT_ROOT, SEEDS
from ingestion.storage.seeds import RENAMED_COLUMNS, RENAMED_SEEDS
from orchestration.publication.deprecated import RENAMED

pytestmark = pytest.mark.project

CHANGELOG = (PROJECT_ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
GLOSSARY = (PROJECT_ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ARCHITECTURE = (PROJECT_ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
OPERATIONS = (PROJECT_ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
OVERRIDE = re.compile(r"^DATA/overrides/(\w+)\.csv\n(.+)$", re.MULTILINE)
PLACE = re.compile(r"`(?!DATA/)([\w./]+(?:/|\.(?:py|sql|csv|md)))`")
PLACES = (PROJECT_ROOT, DBT_PROJECT / "models", SEEDS)
FOLDERS = ("ingestion", "orchestration", "dbt_project", "tests")
MOST_README_LINES = 150
MOST_PICTURE_BYTES = 250_000


def _missing_places(text: str) -> list[str]:
    """Return the files and folders that a page names and that do not exist; those of a data directory are ignored."""
    return [name for name in PLACE.findall(text) if not any((place / name).exists() for place in PLACES)]


def _tree(folder: Path) -> list[Path]:
    return [folder, *folder.rglob("*")]


@pytest.mark.parametrize("table", RENAMED)
def test_the_changelog_has_each_renamed_table_with_its_old_and_new_columns(table: str):
    old = RENAMED[table]
    schema, name = table.split(".")
    line = next((line for line in CHANGELOG.splitlines() if line.startswith(f"| `{table}`")), "")
    assert old.table == name or f"`{schema}.{old.table}`" in line
    assert not [column for pair in old.columns.items() for column in pair if f"`{column}`" not in line]


def test_the_changelog_has_each_renamed_seed_and_seed_column():
    names = [f"`{name}.csv`" for pair in RENAMED_SEEDS.items() for name in pair]
    names += [f"`{column}`" for pair in RENAMED_COLUMNS.items() for column in pair]
    assert not [name for name in names if name not in CHANGELOG]


def test_each_file_that_the_glossary_names_exists():
    assert len(PLACE.findall(GLOSSARY)) > 20
    assert not _missing_places(GLOSSARY)


def test_each_file_that_the_architecture_names_exists():
    # The page may name a file by the end of its path; NAME is a placeholder, `overrides/` is in a data directory.
    paths = [path.as_posix() for folder in FOLDERS for path in _tree(PROJECT_ROOT / folder)]
    names = {name.rstrip("/") for name in PLACE.findall(ARCHITECTURE) if "NAME" not in name}
    assert len(names) > 50
    missing = {name for name in names if not any(path.endswith(f"/{name}") for path in paths)}
    assert not {name for name in missing if not name.startswith("overrides/")}


def test_the_readme_is_short_and_its_picture_small():
    readme = (PROJECT_ROOT / "README.md").read_text(encoding="utf-8")
    pictures = re.findall(r"\]\((\S+\.png)\)", readme)
    assert len(readme.splitlines()) <= MOST_README_LINES
    assert pictures
    assert all((PROJECT_ROOT / picture).stat().st_size < MOST_PICTURE_BYTES for picture in pictures)


def test_a_file_that_has_moved_is_detected():
    text = "`ingestion/schemas.py`, `ingestion/gone.py`, `gone.csv`, `DATA/overrides/`, `skill.csv`, `text/gone/`"
    assert _missing_places(text) == ["ingestion/gone.py", "gone.csv", "text/gone/"]


def test_the_examples_of_overrides_have_the_headers_of_their_seeds():
    examples = OVERRIDE.findall(OPERATIONS)
    assert len(examples) > 4
    headers = {name: (SEEDS / f"{name}.csv").read_text(encoding="utf-8").partition("\n")[0] for name, _ in examples}
    assert not [(name, header) for name, header in examples if header != headers[name]]
