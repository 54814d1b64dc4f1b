"""Whether a publication is what a build would produce now.

Here: the fingerprint of a publication compared with that of the data directory. Not here: how either is computed
(`ingestion/storage/fingerprint.py`, `ingestion/pipeline.py`).
"""

from pathlib import Path

from ingestion import pipeline
from ingestion.storage.layout import Layout
from orchestration.publication.manifest import read_manifest


def is_current(layout: Layout, publication: Path) -> bool:
    """Whether the publication was built from exactly the inputs, seeds and code that are there now."""
    if pipeline.stale_snapshots(layout):
        return False
    manifest = read_manifest(publication / "manifest.json")
    return manifest.get("fingerprint") == pipeline.warehouse_fingerprint(layout)
