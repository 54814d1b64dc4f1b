"""Which checks were evaluated, and what they said: Dagster's own record, read back before publishing.

Declared is not the same as ran: a run that would publish although a declared check was never looked at
is stopped here.
"""

from collections.abc import Sequence

import dagster as dg

from orchestration.publication.models import CheckResult

EVALUATED = frozenset({"SUCCEEDED", "FAILED"})


def unevaluated(instance: dg.DagsterInstance, declared: Sequence[dg.AssetCheckKey]) -> list[str]:
    """The declared checks that did not look at what is there now: never evaluated, or before their asset was made.

    A run of a part of the graph may rely on what an earlier one found, as long as nothing was made since.
    """
    made = _made_at(instance, declared)
    return [
        key.to_user_string()
        for key, (result, looked_at) in _latest(instance, declared).items()
        if result is None or looked_at < made.get(key.asset_key, 0.0)
    ]


def refused(instance: dg.DagsterInstance, declared: Sequence[dg.AssetCheckKey]) -> list[str]:
    """The checks of severity error that said no the last time, in whichever run that was."""
    return [
        f"{result.asset}: {result.check_name}"
        for result in evaluated_checks(instance, declared)
        if not result.passed and result.severity == dg.AssetCheckSeverity.ERROR.value
    ]


def evaluated_checks(instance: dg.DagsterInstance, declared: Sequence[dg.AssetCheckKey]) -> list[CheckResult]:
    """What every check said the last time it was evaluated, in the order of the names."""
    return [result for result, _ in _latest(instance, declared).values() if result is not None]


def _made_at(instance: dg.DagsterInstance, declared: Sequence[dg.AssetCheckKey]) -> dict[dg.AssetKey, float]:
    """When each asset was last materialized, as a timestamp."""
    records = instance.get_asset_records(sorted({key.asset_key for key in declared}))
    last = {record.asset_entry.asset_key: record.asset_entry.last_materialization for record in records}
    return {key: event.timestamp for key, event in last.items() if event is not None}


def _latest(
    instance: dg.DagsterInstance, declared: Sequence[dg.AssetCheckKey]
) -> dict[dg.AssetCheckKey, tuple[CheckResult | None, float]]:
    ordered = sorted(declared, key=lambda key: key.to_user_string())
    records = instance.event_log_storage.get_latest_asset_check_execution_by_key(ordered)
    return {key: (_result(key, records.get(key)), _looked_at(records.get(key))) for key in ordered}


def _looked_at(record: object) -> float:
    return float(getattr(getattr(record, "event", None), "timestamp", 0.0))


def _result(key: dg.AssetCheckKey, record: object) -> CheckResult | None:
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
