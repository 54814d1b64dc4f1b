"""Reading the publication for a person at a terminal: queries and status.

Everything here opens `published/current/jobs.duckdb` read-only, as any other client would; nothing
reads the work database. What is printed is composed here and echoed by `cli.py`.
Not here: the evidence of a posting (`orchestration/queries/explain/`).
"""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import duckdb

from ingestion import pipeline
from ingestion.inputs.registry import active_inputs
from ingestion.storage.layout import Layout
from orchestration.publication.manifest import read_manifest
from orchestration.publication.models import DATABASE, MANIFEST
from orchestration.publication.pointer import current_publication, list_publications
from orchestration.runtime.lock import holder_of

Row = tuple[object, ...]


class NothingPublishedError(RuntimeError):
    """The data directory has no publication, or not the posting asked for."""


class QueryError(ValueError):
    """The SQL cannot be run; the message is DuckDB's."""


@contextmanager
def published_database(layout: Layout) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published database, read-only, without access to anything else on the machine."""
    path = layout.current / DATABASE
    if not path.exists():
        message = f"Nothing is published in {layout.root}; run `warehouse build`."
        raise NothingPublishedError(message)
    with duckdb.connect(str(path), read_only=True) as database:
        database.execute("set enable_external_access = false")
        yield database


def run_query(layout: Layout, sql: str) -> tuple[list[str], list[Row]]:
    """Column names and rows of one query on the publication. Raises QueryError with DuckDB's message."""
    with published_database(layout) as database:
        try:
            found = database.execute(sql)
            return [str(column[0]) for column in found.description or []], found.fetchall()
        except duckdb.Error as error:
            raise QueryError(str(error)) from error


def formatted(columns: Sequence[str], rows: Sequence[Row], form: str) -> str:
    """The rows as an aligned table, CSV or JSON (a list of objects), ending with a line end."""
    if form == "json":
        return json.dumps([dict(zip(columns, row, strict=True)) for row in rows], default=str, indent=2) + "\n"
    if form == "csv":
        target = io.StringIO()
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
        return target.getvalue()
    return "\n".join(_aligned(columns, rows)) + "\n"


def publication_lines(layout: Layout) -> list[str]:
    """The publications that are kept, oldest first, `*` before the current one; empty where there is none."""
    current = current_publication(layout.published)
    rows: list[Row] = []
    for folder in list_publications(layout.published):
        manifest = read_manifest(folder)
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
        data = "synthetic" if manifest.get("is_synthetic") else f"{len(manifest.get('inputs', []))} inputs"
        postings = manifest.get("row_counts", {}).get("marts.fct_posting", "")
        mark = "*" if folder == current else ""
        rows.append((mark, folder.name, manifest["built_at"], postings, data, f"{size:.1f}"))
    return _aligned(["", "build_id", "built_at", "postings", "data", "megabytes"], rows) if rows else []


def status_lines(layout: Layout) -> Iterator[str]:
    """Sources, snapshots, accounting, checks and the last publication of a data directory."""
    stale = set(pipeline.stale_snapshots(layout))
    yield f"data directory  {layout.root}"
    if (holder := holder_of(layout)) is not None:
        yield f"building now  {holder}"
    yield "inputs"
    for taken in active_inputs(layout):
        state = "to be built" if taken.snapshot_on in stale else "up to date"
        yield f"  {taken.source}  {taken.snapshot_on}  {taken.location}  ({state})"
    if not (layout.current / MANIFEST).exists():
        yield "nothing published yet; run `warehouse build`"
        return
    manifest = read_manifest(layout.current / MANIFEST)
    is_current = not stale and manifest["fingerprint"] == pipeline.warehouse_fingerprint(layout)
    state = "current" if is_current else "out of date"
    older = len(list_publications(layout.published)) - 1
    yield f"published  {manifest['build_id']}  built {manifest['built_at']}  ({state}; {older} older kept)"
    columns, rows = run_query(layout, "select * from reports.rpt_coverage order by source, snapshot_on")
    yield from (f"  {line}" for line in _aligned(columns, rows))
    yield "fields told, in percent of the postings shown"
    yield from (f"  {line}" for line in _fill_lines(layout))
    columns, rows = run_query(
        layout,
        """select severity, is_passed, count(*) as checks from meta.check_result group by all order by all""",
    )
    yield "checks"
    yield from (f"  {line}" for line in _aligned(columns, rows))
    _, failed = run_query(
        layout,
        """select asset_key, check_name, failing_count, detail from meta.check_result
        where not is_passed order by asset_key, check_name""",
    )
    for asset, name, count, told in failed:
        yield f"  warned: {asset}: {name}: {count if count is not None else 'some'} rows. {told}"


def _fill_lines(layout: Layout) -> list[str]:
    with published_database(layout) as database:
        if not has_table(database, "meta", "field_coverage"):
            return ["this publication of an older program does not say; run `warehouse build`"]
        told = database.execute(
            """select source, snapshot_on, field_name, round(100 * told_share)::int from meta.field_coverage
            order by source, snapshot_on, field_name"""
        ).fetchall()
    names = sorted({name for _, _, name, _ in told})
    shares: dict[tuple[object, object], dict[str, object]] = {}
    for source, snapshot_on, name, share in told:
        shares.setdefault((source, snapshot_on), {})[name] = share
    rows = [(*where, *(by_name.get(name) for name in names)) for where, by_name in shares.items()]
    return _aligned(["source", "snapshot_on", *names], rows)


def has_table(database: duckdb.DuckDBPyConnection, schema: str, name: str) -> bool:
    """Whether a publication has a table: one of an older program may not."""
    found = database.execute(
        "select count(*) from duckdb_tables() where schema_name = ? and table_name = ?", [schema, name]
    ).fetchone()
    return bool(found and found[0])


def _aligned(columns: Sequence[str], rows: Sequence[Row]) -> list[str]:
    cells = [list(columns), *[["" if value is None else str(value) for value in row] for row in rows]]
    widths = [max(len(line[position]) for line in cells) for position in range(len(columns))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells]
