"""The resource of all assets: the data directory. Nothing is read from it before an asset runs."""

import os
from pathlib import Path

import dagster as dg

from ingestion.storage.layout import Layout
from orchestration.runtime.migrations import KEPT_PUBLICATIONS

DATA_DIR_VARIABLE = "WAREHOUSE_DATA_DIR"
DEFAULT_DATA_DIR = "data"


class DataDirectory(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The data directory of a build: `path`, or WAREHOUSE_DATA_DIR, or `data` where the program was started.

    `keep` is how many older publications stay beside the current one.
    """

    path: str = ""
    keep: int = KEPT_PUBLICATIONS

    @property
    def layout(self) -> Layout:
        """Return the folders and files of this data directory."""
        # The environment is read here and not at import, so that one set of definitions serves any directory.
        return Layout(Path(self.path or os.environ.get(DATA_DIR_VARIABLE) or DEFAULT_DATA_DIR).resolve())
