"""The expectations of Great Expectations as Dagster asset checks: named, with severity, counts and a sample.

Here: turning findings into check results. Not here: the expectations (`orchestration/quality/`), and dbt's tests, which
become checks in `orchestration/defs/dbt_assets.py`.
"""

import logging
from collections.abc import Callable, Iterator, Sequence

import dagster as dg
import pandas as pd

from ingestion.storage.layout import Layout
from orchestration.defs.publication_assets import candidate_folder
from orchestration.defs.resources import DataDirectory
from orchestration.quality import candidate_suite, raw_suite, truth_suite
from orchestration.quality.expectations import Finding, TableExpectation, evaluate
from orchestration.runtime.progress import log

FrameReader = Callable[[Layout], dict[str, pd.DataFrame]]


def build_expectation_checks() -> list[dg.AssetChecksDefinition]:
    """Return one multi-check per checked asset; errors block what is downstream, warnings do not."""
    raw = [
        _checks_on(table, expectations, _raw_frames(table)) for table, expectations in raw_suite.EXPECTATIONS.items()
    ]
    truth = _checks_on(
        "mentions", truth_suite.EXPECTATIONS, lambda layout: {"truth": truth_suite.truth_frame(layout)}, "truth"
    )
    gate = _checks_on(
        "candidate",
        candidate_suite.EXPECTATIONS,
        lambda layout: candidate_suite.frames_of(layout, candidate_folder(layout)),
    )
    return [*raw, truth, gate]


def _raw_frames(table: str) -> FrameReader:
    return lambda layout: raw_suite.frames_of(layout, table)


def _checks_on(
    asset: str, expectations: Sequence[TableExpectation], read_frames: FrameReader, name: str = "expectations"
) -> dg.AssetChecksDefinition:
    # One multi-check and not a check per expectation: the frames are read once for all of them.
    specs = [
        dg.AssetCheckSpec(
            table_expectation.name,
            asset=asset,
            description=table_expectation.description,
            blocking=table_expectation.severity == "error",
        )
        for table_expectation in expectations
    ]

    @dg.multi_asset_check(name=f"{asset}_{name}", specs=specs)
    def expectation_checks(
        context: dg.AssetCheckExecutionContext, data_directory: DataDirectory
    ) -> Iterator[dg.AssetCheckResult]:
        for finding in evaluate(expectations, read_frames(data_directory.layout)):
            yield _result(asset, finding)

    return expectation_checks


def _result(asset: str, finding: Finding) -> dg.AssetCheckResult:
    table_expectation = finding.table_expectation
    if not finding.passed:
        level = logging.WARNING if table_expectation.severity == "warn" else logging.ERROR
        log.log(level, f"{table_expectation.name}: {finding.observed} {finding.sample[:3]}")
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=table_expectation.name,
        passed=finding.passed,
        severity=dg.AssetCheckSeverity.WARN if table_expectation.severity == "warn" else dg.AssetCheckSeverity.ERROR,
        description=table_expectation.description,
        metadata={
            "failing_count": finding.unexpected_count,
            "observed": finding.observed,
            "sample": dg.MetadataValue.json(finding.sample),
        },
    )
