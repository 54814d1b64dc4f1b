"""The dbt project as assets: models, seeds and their tests, run once per build in this process.

Here: turning dbt's results into Dagster events. A test is a check of the asset it is attached to, and a sample of its
failing rows is read back. Not here: running dbt (`orchestration/transform/dbt_runner.py`) or any SQL.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProject, dbt_assets
from dagster_dbt.asset_utils import get_asset_check_key_for_test

from ingestion.storage.layout import Layout
from orchestration.defs.descriptions import describe_test, preview
from orchestration.defs.one_writer import one_writer
from orchestration.defs.resources import DataDirectory
from orchestration.runtime.progress import log
from orchestration.transform import dbt_runner, work_database
from orchestration.transform.dbt_runner import NodeResult
from orchestration.transform.selection import SELECTIONS, is_selected
from orchestration.transform.work_database import TablePreview

INGEST_SOURCES = frozenset(work_database.INGEST_TABLES)
LAST_INGESTED = ("mentions", "rejects", "annotations", "parsed_documents")
MORE_MEMORY = "; give dbt more memory and build again, as with `WAREHOUSE_MEMORY_LIMIT=1GB warehouse build`"
Event = dg.MaterializeResult[None] | dg.AssetCheckResult


class WarehouseTranslator(DagsterDbtTranslator):
    """Gives dbt nodes asset keys of layer and name, and gives dbt's sources the keys of the ingestion assets."""

    def __init__(self) -> None:
        super().__init__(DagsterDbtTranslatorSettings(enable_source_tests_as_checks=True))

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Give sources the keys of the assets that write them; models and seeds their own names under their layer."""
        if dbt_resource_props["resource_type"] == "source":
            name = str(dbt_resource_props["name"])
            return (
                dg.AssetKey(name)
                if name in INGEST_SOURCES
                else dg.AssetKey([str(dbt_resource_props["source_name"]), name])
            )
        return dg.AssetKey([self.get_group_name(dbt_resource_props), str(dbt_resource_props["name"])])

    def get_asset_spec(self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None) -> dg.AssetSpec:
        """Let the nodes that read no other node depend on the last assets of ingestion.

        The work database is made from these. Without the dependency a backfill would start dbt for some nodes as soon
        as their own sources are there, and then again for the others.
        """
        spec = super().get_asset_spec(manifest, unique_id, project)
        if not self._reads_no_node(manifest, unique_id):
            return spec
        # Dagster refuses a dependency that is listed twice.
        present = {dep.asset_key for dep in spec.deps}
        added = [dep for dep in map(dg.AssetDep, LAST_INGESTED) if dep.asset_key not in present]
        return spec.replace_attributes(deps=[*spec.deps, *added])

    def _reads_no_node(self, manifest: Mapping[str, Any], unique_id: str) -> bool:
        """Whether a node is a seed, or a model that reads sources only."""
        upstream = manifest["nodes"].get(unique_id, {}).get("depends_on", {}).get("nodes", [])
        return unique_id in manifest["nodes"] and all(name in manifest["sources"] for name in upstream)

    def get_asset_check_spec(
        self, asset_spec: dg.AssetSpec, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> dg.AssetCheckSpec | None:
        """Describe a check by what its test requires."""
        spec = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        return spec._replace(description=describe_test(manifest["nodes"][unique_id])) if spec else None

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """Return the folder of a node under `models/`, or `seeds`; for a source `ingestion` or `overrides`."""
        if dbt_resource_props["resource_type"] == "seed":
            return "seeds"
        if dbt_resource_props["resource_type"] == "source":
            return "ingestion" if dbt_resource_props["source_name"] == "ingest" else "overrides"
        return str(dbt_resource_props["fqn"][1])

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        """Return the one team that owns the warehouse."""
        return ["team:warehouse"]


def build_dbt_assets(manifest: dict[str, Any]) -> dg.AssetsDefinition:
    """Return the assets of the dbt project as its manifest describes them."""
    translator = WarehouseTranslator()

    @dbt_assets(manifest=manifest, dagster_dbt_translator=translator, name="build_warehouse", exclude="test_type:unit")
    def warehouse(context: dg.AssetExecutionContext, data_directory: DataDirectory) -> Iterator[Event]:
        layout = data_directory.layout
        with one_writer(layout):
            work_database.prepare(layout)
            selection = work_database.origin_of(layout).selection
            # All of the selection, whatever part of the graph was chosen in Dagster: the work database is new in each
            # build, and the tables of earlier ones are not in it.
            results = dbt_runner.run_build(layout, selection)
        tests = sum(result.is_test for result in results)
        log.info(f"warehouse  {len(results) - tests} models and seeds, {tests} tests ({selection})")
        previews = work_database.preview_tables(layout)
        for result in results:
            yield from _events(context, layout, manifest, translator, result, previews)
        # Raised after the events, so that the nodes before the failure are recorded with their checks.
        broken = [result for result in results if not result.is_test and not result.succeeded]
        if broken:
            causes = "; ".join(f"{result.unique_id.split('.')[2]}: {result.message}" for result in broken[:5])
            remedy = MORE_MEMORY if any("Out of Memory" in result.message for result in broken) else ""
            raise dg.Failure(description=f"dbt could not build {len(broken)} nodes: {causes}{remedy}")

    return warehouse


def checks_by_selection(
    manifest: Mapping[str, Any], declared: Sequence[dg.AssetCheckKey]
) -> dict[str, list[dg.AssetCheckKey]]:
    """Return, of the declared checks of the graph, those that a build of each selection evaluates."""
    translator = WarehouseTranslator()
    tests = [name for name, node in manifest["nodes"].items() if node["resource_type"] == "test"]
    keys = {name: get_asset_check_key_for_test(manifest, translator, name, None) for name in tests}
    left_out = {
        selection: {key for name, key in keys.items() if not is_selected(manifest, name, selection)}
        for selection in SELECTIONS
    }
    return {selection: [key for key in declared if key not in left_out[selection]] for selection in SELECTIONS}


def _events(
    context: dg.AssetExecutionContext,
    layout: Layout,
    manifest: Mapping[str, Any],
    translator: WarehouseTranslator,
    result: NodeResult,
    previews: Mapping[tuple[str, ...], TablePreview],
) -> Iterator[Event]:
    if result.is_test:
        key = get_asset_check_key_for_test(manifest, translator, result.unique_id, None)
        # dbt skips the tests of a node that failed. A skipped check stays unevaluated, so the publication is refused.
        if key is not None and result.status != "skipped" and key in context.selected_asset_check_keys:
            yield _check_result(layout, key, manifest["nodes"][result.unique_id], result)
    elif result.succeeded:
        asset_key = translator.get_asset_key(manifest["nodes"][result.unique_id])
        if asset_key in context.selected_asset_keys:
            # None for a view: it has no rows of its own.
            table = previews.get(tuple(asset_key.path))
            metadata: dict[str, Any] = {"seconds": round(result.seconds, 3)}
            if table:
                metadata |= {"dagster/row_count": table.row_count, "preview": preview(table.columns, table.rows)}
            yield dg.MaterializeResult(asset_key=asset_key, metadata=metadata)


def _check_result(
    layout: Layout, key: dg.AssetCheckKey, node: Mapping[str, Any], result: NodeResult
) -> dg.AssetCheckResult:
    passed = result.status == "pass"
    severity = str(node.get("config", {}).get("severity") or "error").lower()
    sample = [] if passed else work_database.sample_rows(layout, result.compiled_sql)
    if not passed:
        level = logging.WARNING if severity == "warn" else logging.ERROR
        log.log(level, f"{key.name}: {result.failures} rows, e.g. {sample[:2]}")
    return dg.AssetCheckResult(
        asset_key=key.asset_key,
        check_name=key.name,
        passed=passed,
        severity=dg.AssetCheckSeverity.WARN if severity == "warn" else dg.AssetCheckSeverity.ERROR,
        description=describe_test(node),
        metadata={"failing_count": result.failures, "sample": dg.MetadataValue.json(sample)},
    )
