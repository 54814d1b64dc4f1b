"""dbt in this process: the manifest made when it is stale, and one invocation per build.

Here: parsing and running dbt. Not here: how its results become assets and checks (`orchestration/defs/dbt_assets.py`).
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingestion.storage import fingerprint
from ingestion.storage.layout import DBT_PROJECT, Layout
from orchestration.transform.selection import dbt_arguments
from orchestration.transform.work_database import cache_database

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

# One call of the dbt command costs four seconds before it does anything; in this process, with the manifest loaded from
# the file of the last parsing, it costs a tenth.
TARGET = DBT_PROJECT / "target"
MANIFEST = TARGET / "manifest.json"
PARSED = TARGET / "partial_parse.msgpack"
STAMP = TARGET / "manifest.fingerprint"
COMMON = (
    "--project-dir",
    str(DBT_PROJECT),
    "--profiles-dir",
    str(DBT_PROJECT),
    "--quiet",
    "--no-use-colors",
    "--log-level",
    "none",
    "--log-level-file",
    "none",
    "--no-send-anonymous-usage-stats",
)


class DbtError(RuntimeError):
    """dbt could not parse or run; the message is dbt's own."""


@dataclass(frozen=True)
class NodeResult:
    """dbt's result for one model, seed or test: `failures` in rows, `message` empty where it succeeded."""

    unique_id: str
    status: str
    failures: int
    message: str
    seconds: float
    compiled_sql: str

    @property
    def is_test(self) -> bool:
        """True for data tests."""
        return self.unique_id.startswith("test.")

    @property
    def succeeded(self) -> bool:
        """True for a node that was built, or a test that passed or only warned."""
        return self.status in {"success", "pass", "warn"}


def manifest_path() -> Path:
    """Return the path of the manifest; the project is parsed first where one of its files changed since the last time.

    Raises DbtError where it does not parse.
    """
    # dbt's own partial parsing compares files too, but only after it was loaded, which takes seconds.
    current = fingerprint.of_folder(DBT_PROJECT)
    if not (MANIFEST.exists() and PARSED.exists() and STAMP.exists() and STAMP.read_text() == current):
        _parse()
        # Written last: a parsing that was interrupted leaves no stamp, and is done again.
        STAMP.write_text(current)
    return MANIFEST


def keys_of(manifest: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the key columns of each model that has an `is_key` test, by `schema.table`."""
    nodes = manifest["nodes"]
    tests = [node for node in nodes.values() if (node.get("test_metadata") or {}).get("name") == "is_key"]
    models = [nodes[test["attached_node"]] for test in tests]
    columns = [test["test_metadata"]["kwargs"]["columns"] for test in tests]
    return {f"{model['schema']}.{model['name']}": key for model, key in zip(models, columns, strict=True)}


def run_build(layout: Layout, selection: str) -> list[NodeResult]:
    """Run `dbt build` (seeds, models, data tests of a selection) into the work database; results in dbt's order.

    Raises DbtError when dbt itself fails; a failing model or test is a result, not an exception.
    """
    return _invoke(layout, ["build", "--exclude-resource-types", "unit_test", "exposure", *dbt_arguments(selection)])


def run_models(layout: Layout, selection: Iterable[str]) -> list[NodeResult]:
    """Build the models that dbt's selectors name (`+name` with all it reads) in the work database, without tests."""
    kinds = ("test", "unit_test", "exposure")
    arguments = ["build", "--exclude-resource-types", *kinds, "--select", *selection]
    return _invoke(layout, arguments)


def run_unit_tests(layout: Layout) -> list[NodeResult]:
    """Run dbt's unit tests against the built work database."""
    return _invoke(layout, ["test", "--select", "test_type:unit"])


def _invoke(layout: Layout, arguments: list[str]) -> list[NodeResult]:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    manifest_path()
    # `profiles.yml` reads these three: dbt has no argument for the path of a database.
    os.environ["WAREHOUSE_WORK_DATABASE"] = str(layout.work_database)
    os.environ["WAREHOUSE_CACHE_DATABASE"] = str(cache_database(layout))
    os.environ["WAREHOUSE_TEMP_DIRECTORY"] = str(layout.work / "duckdb_tmp")
    target = ("--target-path", str(layout.work / "dbt"), "--log-path", str(layout.work / "dbt"), "--no-write-json")
    try:
        # Given a manifest, dbt does not look at the files of the project again.
        outcome = dbtRunner(manifest=_load_manifest()).invoke([*arguments, *COMMON, *target])
    finally:
        # A connection left open breaks the next opening of the same file with other settings.
        DuckDBConnectionManager.close_all_connections()
    if outcome.exception is not None:
        raise DbtError(str(outcome.exception)) from outcome.exception
    # A failing node is no exception to dbt: it is one of the results, and the caller decides.
    return [_node_result(result) for result in outcome.result.results]


def _node_result(result: Any) -> NodeResult:  # noqa: ANN401 - dbt's results have no public type
    return NodeResult(
        result.node.unique_id,
        str(result.status),
        int(result.failures or 0),
        str(result.message or ""),
        float(result.execution_time or 0.0),
        getattr(result.node, "compiled_code", None) or "",
    )


def _load_manifest() -> "Manifest":
    from dbt.contracts.graph.manifest import Manifest

    return Manifest.from_msgpack(PARSED.read_bytes())


def _parse() -> None:
    from dbt.cli.main import dbtRunner

    TARGET.mkdir(parents=True, exist_ok=True)
    outcome = dbtRunner().invoke(["parse", *COMMON, "--target-path", str(TARGET), "--log-path", str(TARGET)])
    if not outcome.success:
        message = f"The dbt project does not parse: {outcome.exception}"
        raise DbtError(message)
