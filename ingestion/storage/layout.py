"""The folders and files of a data directory. Paths only: nothing is created or read here."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parents[2]
DBT_PROJECT = PROJECT_ROOT / "dbt_project"
SEEDS = DBT_PROJECT / "seeds"

TABLES = ("raw_documents", "parsed_documents", "observations", "annotations", "rejects", "posting_versions", "mentions")


@dataclass(frozen=True)
class Layout:
    """The folders and files of one data directory."""

    root: Path

    @property
    def sources_file(self) -> Path:
        """The registry of inputs."""
        return self.root / "sources.json"

    @property
    def overrides(self) -> Path:
        """The user's own seeds, same shape as the project's."""
        return self.root / "overrides"

    @property
    def work(self) -> Path:
        """Files of the build that no reader opens: the work database, candidates, files being written."""
        return self.root / "work"

    @property
    def work_database(self) -> Path:
        """The database that dbt writes; readers open the published copy instead."""
        return self.work / "warehouse.duckdb"

    @property
    def partial(self) -> Path:
        """Files that are being written; each is moved to its final path when it is complete."""
        return self.work / "partial"

    @property
    def temporary(self) -> Path:
        """Folder for what does not fit into memory; emptied after the build."""
        return self.work / "tmp"

    @property
    def candidates(self) -> Path:
        """Built publications that have not yet passed the checks before publication."""
        return self.work / "candidates"

    @property
    def published(self) -> Path:
        """Publications by build id, and the pointer `current`."""
        return self.root / "published"

    @property
    def current(self) -> Path:
        """The pointer to the publication that readers open."""
        return self.published / "current"

    @property
    def explained(self) -> Path:
        """HTML pages of `warehouse explain`, one per posting; no part of a publication."""
        return self.root / "explain"

    @property
    def dagster_home(self) -> Path:
        """Dagster's run and event history."""
        return self.root / "dagster"

    @property
    def lock(self) -> Path:
        """Held by the one build that may run."""
        return self.root / "build.lock"

    @property
    def parquet(self) -> Path:
        """The partitions of all tables."""
        return self.root / "parquet"

    def partition(self, table: str, snapshot_on: date | str) -> Path:
        """The folder of one table's snapshot, `TABLE/snapshot_on=YYYY-MM-DD`."""
        return self.parquet / table / f"snapshot_on={snapshot_on}"
