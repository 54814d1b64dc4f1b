"""The records of a publication: the facts of its build, the results of its checks, its tables and columns.

Here: frozen dataclasses that pass between the build and the writers of files, and the names of the files. Not here:
where the facts come from (`orchestration/defs/publication_assets.py`) or how they are written (`candidate.py`,
`manifest.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

SCHEMAS = ("marts", "reports", "meta")
DATABASE = "jobs.duckdb"
WORKBOOK = "summary.xlsx"
MANIFEST = "manifest.json"


class PublicationError(RuntimeError):
    """A publication cannot be written or moved; the message says why and what to do."""


@dataclass(frozen=True)
class CheckResult:
    """The result of one check of one asset. `failing_rows` is null where the check counts none."""

    asset: str
    check_name: str
    severity: str
    passed: bool
    description: str = ""
    failing_rows: int | None = None
    sample: Sequence[object] = ()

    def to_json(self) -> dict[str, object]:
        """Give the result with the names of the columns of `meta.check_result`."""
        return {
            "asset_key": self.asset,
            "check_name": self.check_name,
            "severity": self.severity.lower(),
            "is_passed": self.passed,
            "failing_count": self.failing_rows,
            "description": self.description,
            "sample": list(self.sample),
        }


@dataclass(frozen=True)
class BuildFacts:
    """One build: its identity, its inputs, the results of its checks.

    `selection` says which part of the dbt project was built. Each of `inputs` has source, snapshot_on, uri (as shown),
    sampling_frame, document_count, sha256. `keys` maps the full name of a table to the columns that are unique
    together, where a check says that they are.
    """

    build_id: str
    fingerprint: str
    code_version: str
    built_at: datetime
    is_synthetic: bool
    selection: str
    inputs: Sequence[Mapping[str, object]] = ()
    checks: Sequence[CheckResult] = ()
    dagster_run_id: str | None = None
    keys: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def built_at_utc(self) -> datetime:
        """The time of the build in UTC, without a time zone, as all timestamps of the marts are."""
        zoned = self.built_at if self.built_at.tzinfo else self.built_at.replace(tzinfo=UTC)
        return zoned.astimezone(UTC).replace(tzinfo=None)


@dataclass(frozen=True)
class PublishedColumn:
    """A column of the published database; `type` is DuckDB's name of its type."""

    name: str
    type: str
    comment: str | None = None


@dataclass(frozen=True)
class PublishedTable:
    """A table of the publication and the files it was written to, relative to the candidate."""

    schema: str
    name: str
    comment: str | None
    columns: tuple[PublishedColumn, ...]
    row_count: int
    files: tuple[str, ...] = field(default=())

    @property
    def full_name(self) -> str:
        """`schema.table`."""
        return f"{self.schema}.{self.name}"
