"""What is in a data directory: inputs, accounting of records, checks and publications, as lines for a terminal.

Not here: whether it can be used (`doctor.py`), SQL of a user's own (`database.py`).
"""

from collections.abc import Iterator

from ingestion import pipeline
from ingestion.inputs.registry import active_inputs
from ingestion.storage.layout import Layout
from orchestration.publication.manifest import read_manifest
from orchestration.publication.models import MANIFEST
from orchestration.publication.pointer import current_publication, list_publications
from orchestration.publication.reader import has_table, published_database
from orchestration.queries.database import Row, aligned, run_query
from orchestration.runtime.lock import holder_of


def publication_lines(layout: Layout) -> list[str]:
    """List the publications, oldest first, with `*` before the current one; empty where there is none."""
    current = current_publication(layout.published)
    rows: list[Row] = []
    for folder in list_publications(layout.published):
        manifest = read_manifest(folder)
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
        data = "synthetic" if manifest.get("is_synthetic") else f"{len(manifest.get('inputs', []))} inputs"
        postings = manifest.get("row_counts", {}).get("marts.fct_posting", "")
        mark = "*" if folder == current else ""
        rows.append((mark, folder.name, manifest["built_at"], postings, data, f"{size:.1f}"))
    return aligned(["", "build_id", "built_at", "postings", "data", "megabytes"], rows) if rows else []


def status_lines(layout: Layout) -> Iterator[str]:
    """Give the inputs, accounting of records, filled fields, checks and last publication of a data directory."""
    stale = set(pipeline.stale_snapshots(layout))
    yield f"data directory  {layout.root}"
    if (holder := holder_of(layout)) is not None:
        yield f"building now  {holder}"
    yield "inputs"
    for snapshot_input in active_inputs(layout):
        state = "to be built" if snapshot_input.snapshot_on in stale else "up to date"
        yield f"  {snapshot_input.source}  {snapshot_input.snapshot_on}  {snapshot_input.location}  ({state})"
    if not (layout.current / MANIFEST).exists():
        yield "nothing published yet; run `warehouse build`"
        return
    # As in `is_current`, which would look for stale snapshots a second time.
    manifest = read_manifest(layout.current / MANIFEST)
    is_current = not stale and manifest["fingerprint"] == pipeline.warehouse_fingerprint(layout)
    state = "current" if is_current else "out of date"
    older = len(list_publications(layout.published)) - 1
    yield f"published  {manifest['build_id']}  built {manifest['built_at']}  ({state}; {older} older)"
    columns, rows = run_query(layout, "select * from reports.rpt_coverage order by source, snapshot_on")
    yield from (f"  {line}" for line in aligned(columns, rows))
    yield "fields stated, in percent of the postings of the snapshot"
    yield from (f"  {line}" for line in _fill_lines(layout))
    columns, rows = run_query(
        layout,
        """select severity, is_passed, count(*) as checks from meta.check_result group by all order by all""",
    )
    yield "checks"
    yield from (f"  {line}" for line in aligned(columns, rows))
    _, failed = run_query(
        layout,
        """select asset_key, check_name, failing_count, detail from meta.check_result
        where not is_passed order by asset_key, check_name""",
    )
    for asset, name, count, detail in failed:
        yield f"  warned: {asset}: {name}: {count if count is not None else 'some'} rows. {detail}"


def _fill_lines(layout: Layout) -> list[str]:
    """Give a line for each source and snapshot, with the percentage of postings that state each field."""
    with published_database(layout) as database:
        if not has_table(database, "meta", "field_coverage"):
            return ["not in this publication of an older program; run `warehouse build`"]
        rows = database.execute(
            """select source, snapshot_on, field_name, round(100 * stated_share)::int from meta.field_coverage
            order by source, snapshot_on, field_name"""
        ).fetchall()
    names = sorted({name for _, _, name, _ in rows})
    shares: dict[tuple[object, object], dict[str, object]] = {}
    for source, snapshot_on, name, share in rows:
        shares.setdefault((source, snapshot_on), {})[name] = share
    lines = [(*snapshot, *(by_name.get(name) for name in names)) for snapshot, by_name in shares.items()]
    return aligned(["source", "snapshot_on", *names], lines)
