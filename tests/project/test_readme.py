"""Commands, tables and links that the README and the pages of `docs/` name exist.

Not here: that the commands work (continuous integration runs those of the README), what the tables contain
(`tests/pipeline/`).
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingestion.storage.layout import PROJECT_ROOT
from orchestration.cli import main
from orchestration.publication.metadata import DESCRIBING

pytestmark = pytest.mark.project

README = PROJECT_ROOT / "README.md"
PAGES = [page for page in (README, *sorted((PROJECT_ROOT / "docs").rglob("*.md"))) if page.exists()]
FENCED = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
MAKE = re.compile(r"(?:^|[\s;&(`$])make +([a-z][a-z-]*)", re.MULTILINE)
WAREHOUSE = re.compile(r"(?:^|[\s;&(`$/])warehouse +([a-z][a-z-]*)", re.MULTILINE)
TABLE = re.compile(r"\b(marts|reports|meta)\.([a-z][a-z0-9_]*\*?)")
LINK = re.compile(r"\]\(([^)\s]+)(?: +\"[^\"]*\")?\)")
FILES = (".md", ".yml", ".sql", ".py", ".json", ".csv", ".txt")


@pytest.fixture(params=PAGES, ids=lambda path: path.name)
def page(request) -> str:
    return request.param.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tables(manifest) -> set[str]:
    models = (node for node in manifest["nodes"].values() if node["resource_type"] == "model")
    return {f"{model['schema']}.{model['name']}" for model in models} | {
        f"{table.schema}.{table.name}" for table in DESCRIBING
    }


def _code(text: str) -> str:
    """Return the code of a page, its fenced blocks and spans: in other text "make" may be an ordinary word."""
    blocks = FENCED.findall(text)
    return "\n".join([*blocks, *SPAN.findall(FENCED.sub("", text))])


def _unknown_tables(text: str, tables: set[str]) -> Iterator[str]:
    for schema, name in TABLE.findall(text):
        full = f"{schema}.{name}"
        if full.endswith("*"):
            known = any(table.startswith(full.rstrip("*")) for table in tables)
        else:
            known = full in tables or f".{name}" in FILES
        if not known:
            yield full


def test_the_readme_exists_and_names_the_first_command():
    assert "make run" in README.read_text(encoding="utf-8")


def test_every_make_command_is_a_target(page):
    targets = set(
        re.findall(r"^([a-z][a-z-]*):", (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert not set(MAKE.findall(_code(page))) - targets


def test_every_warehouse_command_exists(page):
    assert not set(WAREHOUSE.findall(_code(page))) - set(main.commands)


def test_every_table_exists(page, tables):
    assert not list(_unknown_tables(page, tables))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_target_of_every_relative_link_exists(path: Path):
    targets = [link.split("#")[0] for link in LINK.findall(path.read_text(encoding="utf-8"))]
    local = [target for target in targets if target and not re.match(r"[a-z]+:", target)]
    assert not [target for target in local if not (path.parent / target).exists()]


def test_every_subcommand_has_a_help_text():
    assert not [name for name, command in main.commands.items() if not command.help]


def test_a_wrong_name_is_detected():
    text = (
        "Run `make magic` or\n```sh\nwarehouse fly\n```\nand make sure that marts.fct_nothing and reports.rpt_* exist."
    )
    assert MAKE.findall(_code(text)) == ["magic"]
    assert WAREHOUSE.findall(_code(text)) == ["fly"]
    assert list(_unknown_tables(text, {"reports.rpt_overview"})) == ["marts.fct_nothing"]
