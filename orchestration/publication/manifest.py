"""`manifest.json`: the files of a publication, the inputs it was built from, and the results of its checks.

Here: a Frictionless Data Package of the Parquet and CSV files, with the facts of the build and the results of the
last gate. Not here: the files themselves (`candidate.py`).
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from orchestration.publication.metadata import check_rows, insert_rows
from orchestration.publication.models import (
    DATABASE,
    MANIFEST,
    BuildFacts,
    CheckResult,
    PublicationError,
    PublishedColumn,
    PublishedTable,
)
from orchestration.publication.tables import count_rows

Json = dict[str, Any]

MEDIA_TYPES = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "duckdb": "application/vnd.duckdb.file",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html",
}
FIELD_TYPES = {
    "BIGINT": "integer",
    "INTEGER": "integer",
    "DOUBLE": "number",
    "VARCHAR": "string",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
}
CSV_NOTE = (
    "Text that a spreadsheet would take for a formula has a leading apostrophe; the Parquet file has it as it is."
)


def write_manifest(target: Path, facts: BuildFacts, tables: Sequence[PublishedTable]) -> Path:
    """Describe every file under `target` and return the path of the manifest.

    Has to be called last: the manifest contains the hash of every other file.
    """
    # Tables in Parquet and CSV are resources of the data package, with the types of their columns; other files, such as
    # the database and the pages, cannot be described as tables and are listed apart.
    resources = [_resource(target, table, path) for table in tables for path in table.files]
    described = {str(resource["path"]) for resource in resources}
    manifest: Json = {
        "profile": "tabular-data-package",
        "name": "job-postings-warehouse",
        "title": "Job postings: tables, summary and report",
        "build_id": facts.build_id,
        "fingerprint": facts.fingerprint,
        "code_version": facts.code_version,
        "built_at": facts.built_at_utc.isoformat(timespec="seconds") + "Z",
        "dagster_run_id": facts.dagster_run_id,
        "is_synthetic": facts.is_synthetic,
        "selection": facts.selection,
        "inputs": sorted((dict(build_input) for build_input in facts.inputs), key=_dump),
        "row_counts": {table.full_name: table.row_count for table in tables},
        "checks": _sorted_checks([check.to_json() for check in facts.checks]),
        "gate": [],
        "files": [_file(target, path) for path in _paths(target) if path not in described],
        "resources": resources,
    }
    return _write(target / MANIFEST, manifest)


def read_manifest(path: Path) -> Json:
    """Read the manifest of a publication, given its folder or the file itself. Raises PublicationError without one."""
    file = path / MANIFEST if path.is_dir() else path
    if not file.is_file():
        raise PublicationError(f"No manifest at {file}; run `warehouse build` to publish one.")
    manifest: Json = json.loads(file.read_text(encoding="utf-8"))
    return manifest


def record_gate(candidate: Path, checks: Sequence[CheckResult]) -> Path:
    """Add the results of the last gate to `meta.check_result` and to the manifest of a candidate.

    A check that is recorded already is replaced. Has to be called before the candidate is moved.
    """
    # The gate can only run on a complete candidate, whose database and manifest exist already: hence this second write.
    manifest = read_manifest(candidate)
    with duckdb.connect(str(candidate / DATABASE)) as connection:
        for check in checks:
            connection.execute(
                "delete from meta.check_result where asset_key = ? and check_name = ?", [check.asset, check.check_name]
            )
        insert_rows(connection, ("meta", "check_result"), check_rows(manifest["build_id"], checks))
        row_count = count_rows(connection, ("meta", "check_result"))
    results = [check.to_json() for check in checks]
    replaced = {(result["asset_key"], result["check_name"]) for result in results}
    earlier = [result for result in manifest["checks"] if (result["asset_key"], result["check_name"]) not in replaced]
    manifest["checks"] = _sorted_checks([*earlier, *results])
    manifest["gate"] = _sorted_checks(results)
    manifest["row_counts"]["meta.check_result"] = row_count
    # The database has changed since the manifest was written, and with it its size and hash.
    manifest["files"] = [_file(candidate, str(file["path"])) for file in manifest["files"]]
    return _write(candidate / MANIFEST, manifest)


def _resource(target: Path, table: PublishedTable, path: str) -> Json:
    kind = Path(path).suffix.removeprefix(".")
    note = f" {CSV_NOTE}" if kind == "csv" else ""
    return {
        "profile": "tabular-data-resource",
        "name": f"{table.full_name}.{kind}",
        "description": f"{table.comment or table.full_name}{note}",
        "format": kind,
        **_file(target, path),
        **({"encoding": "utf-8"} if kind == "csv" else {}),
        "schema": {"fields": [_field(column) for column in table.columns]},
    }


def _field(column: PublishedColumn) -> Json:
    # DuckDB's lists are arrays in the vocabulary of data packages; a type that is not listed is `any`.
    kind = "array" if column.type.endswith("[]") else FIELD_TYPES.get(column.type, "any")
    return {"name": column.name, "type": kind, "description": column.comment or ""}


def _file(target: Path, path: str) -> Json:
    file = target / path
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    media_type = MEDIA_TYPES.get(file.suffix.removeprefix("."), "application/octet-stream")
    return {"path": path, "mediatype": media_type, "bytes": file.stat().st_size, "hash": f"sha256:{digest}"}


def _paths(target: Path) -> list[str]:
    files = (file.relative_to(target).as_posix() for file in target.rglob("*") if file.is_file())
    return sorted(path for path in files if path != MANIFEST)


def _sorted_checks(checks: Sequence[Json]) -> list[Json]:
    return sorted(checks, key=lambda check: (str(check["asset_key"]), str(check["check_name"])))


def _dump(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)


def _write(path: Path, manifest: Json) -> Path:
    # Renamed when whole: whoever reads the manifest in the meantime gets the old one, never a part of the new one.
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(_dump(manifest) + "\n", encoding="utf-8")
    beside.replace(path)
    return path
