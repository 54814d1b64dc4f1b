"""Great Expectations over small frames: what is expected of a table, and what the evaluation found.

Here: evaluating expectations. Not here: which expectations a table has (`raw_suite.py`, `candidate_suite.py`,
`truth_suite.py`) or how they appear in Dagster (`orchestration/defs/asset_checks.py`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

if TYPE_CHECKING:
    from great_expectations.data_context import AbstractDataContext
    from great_expectations.expectations.expectation import Expectation

SAMPLE_ROWS = 20
Severity = Literal["error", "warn"]


@dataclass(frozen=True)
class TableExpectation:
    """One sentence about a table that can be false; `expect` makes the Great Expectations object that tests it.

    `frame` names the frame it is evaluated on; a table may offer several (its rows, its columns, its counts).
    """

    name: str
    description: str
    expect: Callable[[], "Expectation"]
    severity: Severity = "error"
    frame: str = "rows"


@dataclass(frozen=True)
class Finding:
    """The result of one expectation: whether it passed, how many rows broke it, and at most 20 of their values."""

    table_expectation: TableExpectation
    passed: bool
    unexpected_count: int = 0
    observed: str = ""
    sample: list[str] = field(default_factory=list)


def evaluate(expectations: Sequence[TableExpectation], frames: dict[str, pd.DataFrame]) -> list[Finding]:
    """Evaluate every expectation on its frame; one finding each, in the order of the expectations.

    An expectation whose frame is missing or that cannot be evaluated (a column is not there) has failed, with the
    reason as what was observed: a check that could not run has not passed.
    """
    findings: dict[str, Finding] = {}
    for frame in dict.fromkeys(expectation.frame for expectation in expectations):
        # A suite is validated against one batch of data, so the expectations are grouped by their frame.
        on_frame = [expectation for expectation in expectations if expectation.frame == frame]
        results = _evaluate_frame(on_frame, frames.get(frame))
        findings.update({finding.table_expectation.name: finding for finding in results})
    return [findings[expectation.name] for expectation in expectations]


def _evaluate_frame(expectations: list[TableExpectation], frame: pd.DataFrame | None) -> list[Finding]:
    if frame is None:
        return [
            Finding(expectation, passed=False, observed=f"the frame {expectation.frame!r} could not be read")
            for expectation in expectations
        ]
    import great_expectations as gx

    batch = _batch_definition().get_batch({"dataframe": frame})
    suite = gx.ExpectationSuite(name="expectations")
    for expectation in expectations:
        # The order of the results is the library's own; the name travels along so that they can be matched.
        gx_expectation = expectation.expect()
        gx_expectation.meta = {"table_expectation": expectation.name}
        suite.add_expectation(gx_expectation)
    by_name = {
        str(result.expectation_config.meta["table_expectation"]): result for result in batch.validate(suite).results
    }
    return [_finding(expectation, by_name.get(expectation.name)) for expectation in expectations]


def _finding(expectation: TableExpectation, result: Any) -> Finding:  # noqa: ANN401 - a GX result
    if result is None:
        return Finding(expectation, passed=False, observed="the expectation was not evaluated")
    details = dict(result.result or {})
    sample = [str(value) for value in (details.get("partial_unexpected_list") or [])[:SAMPLE_ROWS]]
    observed = details.get("observed_value", details.get("unexpected_count", ""))
    if not result.success and not details:
        observed = _exception_of(result)
    return Finding(expectation, bool(result.success), int(details.get("unexpected_count") or 0), str(observed), sample)


def _exception_of(result: Any) -> str:  # noqa: ANN401 - a GX result
    # Great Expectations gives either one record of the exception or one for each metric that failed.
    info = result.exception_info or {}
    entries = [info] if "exception_message" in info else [entry for entry in info.values() if isinstance(entry, dict)]
    messages = [str(entry.get("exception_message")) for entry in entries if entry.get("exception_message")]
    return "; ".join(messages) or "the expectation raised without a message"


@cache
def _context() -> "AbstractDataContext":
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(False)
    # Progress bars would be printed between the lines of the build, which has a progress of its own.
    context.variables.progress_bars = {"globally": False}
    return context


@cache
def _batch_definition() -> Any:  # noqa: ANN401 - GX's own type is generic over its datasource
    asset = _context().data_sources.add_pandas("frames").add_dataframe_asset("frame")
    return asset.add_batch_definition_whole_dataframe("whole")
