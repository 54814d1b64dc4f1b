"""The nodes that a build with and without the case study runs: dbt's selection and the program's are the same."""

import pytest
from dbt.cli.main import dbtRunner

from orchestration.defs.dbt_assets import checks_by_selection
from orchestration.defs.graph import build_defs
from orchestration.report.page import read_pages
from orchestration.report.render import PAGES
from orchestration.transform import dbt_runner
from orchestration.transform.selection import (
    ALL,
    CASE_STUDY_TAG,
    LABEL_DAY,
    WITHOUT_CASE_STUDY,
    dbt_arguments,
    is_selected,
    label_day,
)

pytestmark = pytest.mark.project

KINDS = ("model", "seed", "test")


def _listed(selection: str, folder) -> set[str]:
    """Return the models, seeds and data tests that dbt would run."""
    kinds = [argument for kind in KINDS for argument in ("--resource-type", kind)]
    arguments = ["list", *kinds, "--output", "json", "--output-keys", "unique_id", *dbt_arguments(selection)]
    places = ("--target-path", str(folder), "--log-path", str(folder), "--no-write-json")
    outcome = dbtRunner(manifest=dbt_runner._load_manifest()).invoke([*arguments, *dbt_runner.COMMON, *places])
    assert outcome.exception is None
    return {line.split('"')[3] for line in outcome.result}


def _nodes(manifest) -> set[str]:
    return {name for name, node in manifest["nodes"].items() if node["resource_type"] in KINDS}


def test_the_case_study_and_nothing_else_is_tagged(manifest):
    nodes = {name: node for name, node in manifest["nodes"].items() if node["resource_type"] in {"model", "seed"}}
    tagged = {name for name, node in nodes.items() if CASE_STUDY_TAG in node["tags"]}
    in_folder = {name for name, node in nodes.items() if node["fqn"][1] == "case_studies"}
    assert in_folder
    assert tagged == in_folder


@pytest.mark.parametrize("selection", [ALL, WITHOUT_CASE_STUDY])
def test_dbt_runs_the_nodes_whose_checks_are_required(manifest, tmp_path, selection):
    listed = _listed(selection, tmp_path)
    assert listed == {name for name in _nodes(manifest) if is_selected(manifest, name, selection)}


def test_a_build_without_the_labels_requires_every_check_but_those_of_the_case_study(manifest, tmp_path):
    declared = sorted(build_defs(str(tmp_path)).resolve_asset_graph().asset_check_keys)
    checks = checks_by_selection(manifest, declared)
    assert checks[ALL] == declared
    left_out = set(declared) - set(checks[WITHOUT_CASE_STUDY])
    assert {key.asset_key.path[0] for key in left_out} == {"case_studies"}
    assert left_out == {key for key in declared if key.asset_key.path[0] == "case_studies"}


def test_the_day_of_the_labels_is_the_one_that_the_models_read(manifest):
    assert label_day().isoformat() == "2026-02-05"
    assert LABEL_DAY in manifest["nodes"]["model.job_postings.int_published_report__postings"]["raw_code"]


def test_a_page_needs_a_table_that_some_build_publishes(manifest):
    published = {f"{node['schema']}.{node['name']}" for node in manifest["nodes"].values()}
    assert not [page.name for page in read_pages(PAGES) if page.needs is not None and page.needs not in published]
