"""The publication as files: written as a candidate, described by a manifest, moved by a pointer.

Here: plain functions over a work database and a folder. Not here: when they run and which checks come before
(`orchestration/defs/`), nor the pages of the report (`orchestration/report/`).
"""

from orchestration.publication.candidate import write_candidate
from orchestration.publication.manifest import read_manifest, record_gate, write_manifest
from orchestration.publication.models import (
    BuildFacts,
    CheckResult,
    PublicationError,
    PublishedColumn,
    PublishedTable,
)
from orchestration.publication.pointer import current_publication, list_publications, promote, prune

__all__ = [
    "BuildFacts",
    "CheckResult",
    "PublicationError",
    "PublishedColumn",
    "PublishedTable",
    "current_publication",
    "list_publications",
    "promote",
    "prune",
    "read_manifest",
    "record_gate",
    "write_candidate",
    "write_manifest",
]
