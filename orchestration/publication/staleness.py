"""Whether a publication is what a build would give now.

Here: a publication's fingerprint against that of the data directory. Not here: how either is made
(`ingestion/storage/fingerprint.py`, `ingestion/pipeline.py`).
"""

from pathlib import Path

from ingestion import pipeline
from ingestion.storage.layout import Layout
from orchestration.publication.manifest import read_manifest


def is_current(layout: Layout, publication: Path) -> bool:
    """True when the publication was built from exactly what the data directory holds now."""
    if pipeline.stale_snapshots(layout):
        return False
    manifest = read_manifest(publication / "manifest.json")
    return manifest.get("fingerprint") == pipeline.warehouse_fingerprint(layout)
