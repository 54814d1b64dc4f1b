"""The results of all checks, read back from Dagster's record before publishing: evaluated, in time, and passed.

Here: reading and judging the record. Not here: refusing the publication (`orchestration/defs/publication_assets.py`).
"""

from collections.abc import Sequence

import dagster as dg

from orchestration.publication.models import CheckResult

# The other statuses (in progress, skipped, failed to execute) are no result.
EVALUATED = frozenset({"SUCCEEDED", "FAILED"})


def unevaluated(instance: dg.DagsterInstance, declared: Sequence[dg.AssetCheckKey]) -> list[str]:
    """Return the declared checks that were never evaluated, or not since their asset was last materialized."""
    # Declared is not the same as evaluated: a run of a part of the graph may skip a check. The result of an earlier run
    # is good enough as long as the asset was not materialized since.
    materialized = _materialized_at(instance, declared)
    return [
        key.to_user_string()
        for key, (result, evaluated_at) in _latest(instance, declared).items()
        if result is None or evaluated_at < materialized.get(key.asset_key, 0.0)
    ]


def failed_checks(instance: dg.DagsterInstance, declared: Sequence[dg.AssetCheckKey]) -> list[str]:
    """Return the checks of severity error that failed when they were last evaluated, in whichever run that was."""
    return [
        f"{result.asset}: {result.check_name}"
        for result in evaluated_checks(instance, declared)
        if not result.passed and result.severity == dg.AssetCheckSeverity.ERROR.value
    ]


def evaluated_checks(instance: dg.DagsterInstance, declared: Sequence[dg.AssetCheckKey]) -> list[CheckResult]:
    """Return the latest result of every check that was ever evaluated, sorted by name."""
    return [result for result, _ in _latest(instance, declared).values() if result is not None]


def _materialized_at(instance: dg.DagsterInstance, declared: Sequence[dg.AssetCheckKey]) -> dict[dg.AssetKey, float]:
    """Return when each asset was last materialized, in seconds since 1970."""
    records = instance.get_asset_records(sorted({key.asset_key for key in declared}))
    last = {record.asset_entry.asset_key: record.asset_entry.last_materialization for record in records}
    return {key: event.timestamp for key, event in last.items() if event is not None}


def _latest(
    instance: dg.DagsterInstance, declared: Sequence[dg.AssetCheckKey]
) -> dict[dg.AssetCheckKey, tuple[CheckResult | None, float]]:
    ordered = sorted(declared, key=lambda key: key.to_user_string())
    records = instance.event_log_storage.get_latest_asset_check_execution_by_key(ordered)
    return {key: (_result(key, records.get(key)), _evaluated_at(records.get(key))) for key in ordered}


def _evaluated_at(record: object) -> float:
    return float(getattr(getattr(record, "event", None), "timestamp", 0.0))


def _result(key: dg.AssetCheckKey, record: object) -> CheckResult | None:
    # By getattr, because the classes of these records are not part of Dagster's public interface; one that lacks what
    # is read here counts as not evaluated, and so stops the publication.
    evaluation = getattr(getattr(record, "event", None), "dagster_event", None)
    status = getattr(getattr(record, "status", None), "value", "")
    if status not in EVALUATED or evaluation is None:
        return None
    data = evaluation.asset_check_evaluation_data
    count = data.metadata.get("failing_count")
    sample = data.metadata.get("sample")
    return CheckResult(
        asset=key.asset_key.to_user_string(),
        check_name=key.name,
        severity=data.severity.value,
        passed=data.passed,
        description=data.description or "",
        failing_rows=int(count.value) if count is not None else None,
        sample=list(sample.value) if sample is not None and isinstance(sample.value, list) else [],
    )
