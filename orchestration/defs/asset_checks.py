"""The claims of Great Expectations as Dagster asset checks: named, with severity, counts and a sample.

Here: turning findings into check results. The claims stand in `raw_suite.py` and
`candidate_suite.py`; dbt's tests become checks in `orchestration/defs/dbt_assets.py`.
"""

from collections.abc import Callable, Iterator, Sequence

import dagster as dg
import pandas as pd

from ingestion.storage.layout import Layout
from orchestration.defs.publication_assets import candidate_folder
from orchestration.defs.resources import DataDirectory
from orchestration.quality import candidate_suite, raw_suite, truth_suite
from orchestration.quality.expectations import Claim, Finding, evaluate
from orchestration.runtime.progress import say

Frames = Callable[[Layout], dict[str, pd.DataFrame]]


def build_claim_checks() -> list[dg.AssetChecksDefinition]:
    """One multi-check per guarded asset; errors block what is downstream, warnings do not."""
    raw = [_checks_on(table, claims, _raw_frames(table)) for table, claims in raw_suite.CLAIMS.items()]
    truth = _checks_on(
        "mentions", truth_suite.CLAIMS, lambda layout: {"truth": truth_suite.truth_frame(layout)}, "truth"
    )
    door = _checks_on(
        "candidate",
        candidate_suite.CLAIMS,
        lambda layout: candidate_suite.frames_of(layout, candidate_folder(layout)),
    )
    return [*raw, truth, door]


def _raw_frames(table: str) -> Frames:
    return lambda layout: raw_suite.frames_of(layout, table)


def _checks_on(asset: str, claims: Sequence[Claim], frames: Frames, name: str = "claims") -> dg.AssetChecksDefinition:
    specs = [
        dg.AssetCheckSpec(claim.name, asset=asset, description=claim.description, blocking=claim.severity == "error")
        for claim in claims
    ]

    @dg.multi_asset_check(name=f"{asset}_{name}", specs=specs)
    def claim_checks(
        context: dg.AssetCheckExecutionContext, data_directory: DataDirectory
    ) -> Iterator[dg.AssetCheckResult]:
        for finding in evaluate(claims, frames(data_directory.layout)):
            yield _result(asset, finding)

    return claim_checks


def _result(asset: str, finding: Finding) -> dg.AssetCheckResult:
    claim = finding.claim
    if not finding.passed:
        label = "warning" if claim.severity == "warn" else "error"
        say(f"{label}: {claim.name}: {finding.observed} {finding.sample[:3]}")
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=claim.name,
        passed=finding.passed,
        severity=dg.AssetCheckSeverity.WARN if claim.severity == "warn" else dg.AssetCheckSeverity.ERROR,
        description=claim.description,
        metadata={
            "failing_count": finding.unexpected_count,
            "observed": finding.observed,
            "sample": dg.MetadataValue.json(finding.sample),
        },
    )
