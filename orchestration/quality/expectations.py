"""Great Expectations over small frames: a table_expectation, its expectation, what was found.

Here: evaluating expectations. Not here: which expectations a table has (`raw_suite.py`, `candidate_suite.py`)
or how they show in Dagster (`asset_checks.py`).
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
    """One sentence about a table that can be false; `expect` makes the expectation that says so.

    `frame` names the frame it is evaluated on; a table may offer several (its rows, its columns, its counts).
    """

    name: str
    description: str
    expect: Callable[[], "Expectation"]
    severity: Severity = "error"
    frame: str = "rows"


@dataclass(frozen=True)
class Finding:
    """What the evaluation of a table_expectation found."""

    table_expectation: TableExpectation
    passed: bool
    unexpected_count: int = 0
    observed: str = ""
    sample: list[str] = field(default_factory=list)


def evaluate(expectations: Sequence[TableExpectation], frames: dict[str, pd.DataFrame]) -> list[Finding]:
    """Evaluate every table_expectation on its frame; findings in the order of the expectations.

    A table_expectation whose frame is missing or whose expectation cannot be evaluated (a column is not there) is
    false, with the reason as what was observed: a check that could not look has not passed.
    """
    found: dict[str, Finding] = {}
    for name in dict.fromkeys(table_expectation.frame for table_expectation in expectations):
        chosen = [table_expectation for table_expectation in expectations if table_expectation.frame == name]
        found.update({finding.table_expectation.name: finding for finding in _evaluate_frame(chosen, frames.get(name))})
    return [found[table_expectation.name] for table_expectation in expectations]


def _evaluate_frame(expectations: list[TableExpectation], frame: pd.DataFrame | None) -> list[Finding]:
    if frame is None:
        return [
            Finding(table_expectation, passed=False, observed=f"there is no {table_expectation.frame} to look at")
            for table_expectation in expectations
        ]
    import great_expectations as gx

    batch = _batch_definition().get_batch({"dataframe": frame})
    suite = gx.ExpectationSuite(name="expectations")
    for table_expectation in expectations:
        expectation = table_expectation.expect()
        expectation.meta = {"table_expectation": table_expectation.name}
        suite.add_expectation(expectation)
    by_name = {
        str(result.expectation_config.meta["table_expectation"]): result for result in batch.validate(suite).results
    }
    return [_finding(table_expectation, by_name.get(table_expectation.name)) for table_expectation in expectations]


def _finding(table_expectation: TableExpectation, result: Any) -> Finding:  # noqa: ANN401 - a GX result
    if result is None:
        return Finding(table_expectation, passed=False, observed="the expectation was not evaluated")
    details = dict(result.result or {})
    sample = [str(value) for value in (details.get("partial_unexpected_list") or [])[:SAMPLE_ROWS]]
    observed = details.get("observed_value", details.get("unexpected_count", ""))
    if not result.success and not details:
        observed = _exception_of(result)
    return Finding(
        table_expectation, bool(result.success), int(details.get("unexpected_count") or 0), str(observed), sample
    )


def _exception_of(result: Any) -> str:  # noqa: ANN401 - a GX result
    info = result.exception_info or {}
    entries = [info] if "exception_message" in info else [entry for entry in info.values() if isinstance(entry, dict)]
    messages = [str(entry.get("exception_message")) for entry in entries if entry.get("exception_message")]
    return "; ".join(messages) or "the expectation raised without a message"


@cache
def _context() -> "AbstractDataContext":
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(False)
    # The progress bars of a library are not this program's output.
    context.variables.progress_bars = {"globally": False}
    return context


@cache
def _batch_definition() -> Any:  # noqa: ANN401 - GX's own type is generic over its datasource
    asset = _context().data_sources.add_pandas("frames").add_dataframe_asset("frame")
    return asset.add_batch_definition_whole_dataframe("whole")
