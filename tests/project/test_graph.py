"""The graph as Dagster shows it: it loads, is the one in the snapshot, and every part of it is described.

`graph.txt` beside this file lists groups, assets, checks and jobs, so that a change of the graph is a difference to
review. Not here: what assets do (`tests/pipeline/`).
"""

import difflib
import os
import re
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from ingestion.storage import parquet
from orchestration.defs.graph import JOB, build_defs
from orchestration.publication.models import SCHEMAS

pytestmark = pytest.mark.project

SNAPSHOT = Path(__file__).with_name("graph.txt")
UPDATE = "UPDATE_GRAPH"
COMMAND = "python -m pytest tests/project/test_graph.py, and review the difference before you commit it."

# A name is a table_expectation when it says of something that it is so; a name that dbt makes up says no such thing.
VERBS = (
    "add|agree|agrees|are|belong|belongs|come|comes|count|counts|cover|end|ends|equal|exist|follow|has|have|hold|holds|"
    "is|lead|leads|lie|match|matches|name|names|point|quote|quotes|speak|stand|stands|stay|stays|sum|was|were"
)
CLAIM = re.compile(rf"_({VERBS})(_|$)")


@pytest.fixture(scope="module")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    return build_defs(str(tmp_path_factory.mktemp("data")))


@pytest.fixture(scope="module")
def graph(definitions):
    return definitions.resolve_asset_graph()


@pytest.fixture(scope="module")
def nodes(graph) -> dict[str, object]:
    """The assets that the job materializes, by name; external ones, such as the user's seeds, are left out."""
    return {
        key.to_user_string(): graph.get(key)
        for key in sorted(graph.get_all_asset_keys())
        if graph.get(key).is_materializable
    }


def _lines(definitions: dg.Definitions, graph, nodes) -> Iterator[str]:
    yield "jobs"
    for job in sorted(job.name for job in definitions.resolve_all_job_defs() if not job.name.startswith("__")):
        yield f"  {job}"
    yield "automation"
    for automation in sorted([*definitions.schedules, *definitions.sensors], key=lambda automation: automation.name):
        yield f"  {automation.name} ({automation.default_status.value.lower()})"
    for group in sorted({node.group_name for node in nodes.values()}):
        yield group
        for name, node in nodes.items():
            if node.group_name == group:
                yield f"  {name}{' (by snapshot)' if node.is_partitioned else ''}"
                yield from sorted(_check_line(graph.get_check_spec(key)) for key in node.check_keys)


def _check_line(spec: dg.AssetCheckSpec) -> str:
    return f"    check {spec.name}{'' if spec.blocking else ' (warns)'}"


def test_graph_is_the_one_in_the_snapshot(definitions, graph, nodes):
    current = "\n".join(_lines(definitions, graph, nodes)) + "\n"
    if os.environ.get(UPDATE) == "1":
        SNAPSHOT.write_text(current, encoding="utf-8")
    expected = SNAPSHOT.read_text(encoding="utf-8")
    diff = "".join(
        difflib.unified_diff(expected.splitlines(True), current.splitlines(True), "graph.txt", "current graph")
    )
    assert not diff, f"The graph changed:\n{diff}\nWhere that is intended: {UPDATE}=1 {COMMAND}"


def test_every_check_belongs_to_an_asset_of_the_graph(graph, nodes):
    strays = [str(key) for key in graph.asset_check_keys if key.asset_key.to_user_string() not in nodes]
    assert not strays


def test_every_asset_is_described_owned_grouped_and_has_kinds(nodes):
    lacking = {
        name: missing
        for name, node in nodes.items()
        if (missing := [part for part in ("description", "owners", "kinds") if not getattr(node, part)])
        or node.group_name == "default"
    }
    assert not lacking


def test_groups_are_the_layers(nodes):
    assert {node.group_name for node in nodes.values()} == {
        "ingestion", "seeds", "staging", "intermediate", "marts", "meta", "reports", "case_studies", "publish",
    }  # fmt: skip


def test_every_check_is_described_or_its_name_is_a_statement(graph):
    specs = [graph.get_check_spec(key) for key in graph.asset_check_keys]
    silent = [spec.name for spec in specs if not spec.description and not CLAIM.search(spec.name)]
    assert not silent, "Describe these checks, or name them as the table_expectation that they check."


def test_check_names_are_not_used_twice(graph):
    names = [key.name for key in graph.asset_check_keys]
    assert sorted(names) == sorted(set(names))


def test_partitioned_assets_are_backfilled_in_a_single_run(nodes):
    partitioned = {name: node.backfill_policy for name, node in nodes.items() if node.is_partitioned}
    assert partitioned
    assert all(policy == dg.BackfillPolicy.single_run() for policy in partitioned.values()), partitioned


def test_only_ingestion_is_partitioned(nodes):
    assert {node.group_name for node in nodes.values() if node.is_partitioned} == {"ingestion"}


def test_the_job_has_every_asset_and_every_check(definitions, graph, nodes):
    layer = definitions.resolve_job_def(JOB).asset_layer
    assert {key.to_user_string() for key in layer.selected_asset_keys} == set(nodes)
    assert set(layer.asset_graph.asset_check_keys) == set(graph.asset_check_keys)


def test_the_publication_waits_for_everything_published(graph, nodes):
    published = {name for name in nodes if name.split("/")[0] in SCHEMAS}
    parents = {key.to_user_string() for key in graph.get(dg.AssetKey("candidate")).parent_keys}
    assert parents == published
    assert {key.to_user_string() for key in graph.get(dg.AssetKey("publication")).parent_keys} == {"candidate"}


def test_every_column_that_ingestion_writes_is_described(graph):
    for name in parquet.SCHEMAS:
        columns = graph.get(dg.AssetKey(name)).metadata["dagster/column_schema"].columns
        assert [column.name for column in columns] == parquet.SCHEMAS[name].names
        assert [column.name for column in columns if not column.description] == [], name
