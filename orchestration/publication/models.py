"""What a publication is told about its build, and what it tells of its tables.

Here: the frozen records that pass between the build and the writers of files. Not here: how the
facts are found (the assets know their run and their checks) or written (`candidate.py`, `manifest.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

SCHEMAS = ("marts", "reports", "meta")
DATABASE = "jobs.duckdb"
WORKBOOK = "summary.xlsx"
MANIFEST = "manifest.json"


class PublicationError(RuntimeError):
    """A publication that cannot be written or moved; says what was found and what to do."""


@dataclass(frozen=True)
class CheckResult:
    """What one check said of one asset. `failing_rows` is null where the check counts none."""

    asset: str
    check_name: str
    severity: str
    passed: bool
    description: str = ""
    failing_rows: int | None = None
    sample: Sequence[object] = ()

    def to_json(self) -> dict[str, object]:
        """Give the result under the names of `meta.check_result`."""
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
    """One build: who it is, what went in, what was checked.

    `selection` says which part of the dbt project was built. Each of `inputs` has source, snapshot_on, uri (as shown),
    sampling_frame, document_count, sha256. `keys` has by the full name of a table the columns that tell its rows apart,
    as far as a check says so.
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
        """The time of the build in UTC, without a zone: the only kind of time that marts hold."""
        given = self.built_at if self.built_at.tzinfo else self.built_at.replace(tzinfo=UTC)
        return given.astimezone(UTC).replace(tzinfo=None)


@dataclass(frozen=True)
class PublishedColumn:
    """A column as it stands in the published file; `type` is DuckDB's name."""

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
