"""Great Expectations over small frames: a claim, its expectation, what was found.

Here: evaluating claims. Not here: which claims a table has (`raw_suite.py`, `candidate_suite.py`)
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
class Claim:
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
    """What the evaluation of a claim found."""

    claim: Claim
    passed: bool
    unexpected_count: int = 0
    observed: str = ""
    sample: list[str] = field(default_factory=list)


def evaluate(claims: Sequence[Claim], frames: dict[str, pd.DataFrame]) -> list[Finding]:
    """Evaluate every claim on its frame; findings in the order of the claims.

    A claim whose frame is missing or whose expectation cannot be evaluated (a column is not there) is
    false, with the reason as what was observed: a check that could not look has not passed.
    """
    found: dict[str, Finding] = {}
    for name in dict.fromkeys(claim.frame for claim in claims):
        chosen = [claim for claim in claims if claim.frame == name]
        found.update({finding.claim.name: finding for finding in _evaluate_frame(chosen, frames.get(name))})
    return [found[claim.name] for claim in claims]


def _evaluate_frame(claims: list[Claim], frame: pd.DataFrame | None) -> list[Finding]:
    if frame is None:
        return [Finding(claim, passed=False, observed=f"there is no {claim.frame} to look at") for claim in claims]
    import great_expectations as gx

    batch = _batch_definition().get_batch({"dataframe": frame})
    suite = gx.ExpectationSuite(name="claims")
    for claim in claims:
        expectation = claim.expect()
        expectation.meta = {"claim": claim.name}
        suite.add_expectation(expectation)
    by_name = {str(result.expectation_config.meta["claim"]): result for result in batch.validate(suite).results}
    return [_finding(claim, by_name.get(claim.name)) for claim in claims]


def _finding(claim: Claim, result: Any) -> Finding:  # noqa: ANN401 - a GX result
    if result is None:
        return Finding(claim, passed=False, observed="the expectation was not evaluated")
    details = dict(result.result or {})
    sample = [str(value) for value in (details.get("partial_unexpected_list") or [])[:SAMPLE_ROWS]]
    observed = details.get("observed_value", details.get("unexpected_count", ""))
    if not result.success and not details:
        observed = _exception_of(result)
    return Finding(claim, bool(result.success), int(details.get("unexpected_count") or 0), str(observed), sample)


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
