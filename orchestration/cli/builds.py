"""`warehouse build`: build, check and publish what is new or stale, and print the result.

Here: options, output and exit codes. Not here: the build (`orchestration/build.py`), the contents of its summary
(`orchestration/queries/build_summary.py`).
"""

import gc
import json
import sys
import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import click

from ingestion.inputs.registry import RegistryError
from ingestion.storage.layout import Layout
from ingestion.storage.seeds import SeedError
from orchestration.cli.base import data_dir_option, fail, main
from orchestration.runtime.migrations import KEPT_PUBLICATIONS
from orchestration.runtime.progress import printed_to

if TYPE_CHECKING:
    from orchestration.build import BuildOutcome

INTERRUPTED = 130
"""The exit code of a shell for a command that was ended by Ctrl-C: 128 and the number of the signal."""


@dataclass(frozen=True)
class BuildOutput:
    """Where a build prints: no progress with `quiet`, nothing but one JSON object with `as_json`."""

    quiet: bool = False
    as_json: bool = False

    def progress(self) -> AbstractContextManager[None]:
        """Print what is logged inside, unless nothing but the result is to be printed."""
        return nullcontext() if self.quiet or self.as_json else printed_to(sys.stdout)

    def fail(self, message: str, code: int = 1) -> NoReturn:
        """End the command with an error that says why nothing was built."""
        if not self.as_json:
            click.echo(f"Error: {message}", err=True)
            sys.exit(code)
        click.echo(json.dumps({"succeeded": False, "error": message}, indent=2))
        sys.exit(code)


@main.command()
@click.option("--force", is_flag=True, help="Build and publish even where nothing is new.")
@click.option("--quiet", is_flag=True, help="Print only errors, warnings and where the result is.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object at the end and nothing else.")
@click.option(
    "--keep",
    type=click.IntRange(min=0),
    default=KEPT_PUBLICATIONS,
    show_default=True,
    metavar="N",
    help="How many older publications to keep beside the new one.",
)
@data_dir_option
def build(layout: Layout, force: bool, quiet: bool, as_json: bool, keep: int) -> None:
    """Materialize what is new or stale, check it, and publish.

    Without a registered input the built-in synthetic corpus is built. A build may be interrupted at any moment: the
    last publication stays as it was, and the next build continues.
    """
    # A build makes many objects that live to its end and few reference cycles: at the default thresholds the search for
    # cycles took a twelfth of its CPU time.
    gc.set_threshold(200_000, 50, 100)
    output, began = BuildOutput(quiet, as_json), time.monotonic()
    outcome = _run_build(layout, output, force, keep)
    if as_json:
        click.echo(json.dumps(_as_json(layout, outcome, time.monotonic() - began), indent=2))
        sys.exit(0 if outcome.succeeded else 1)
    _print_outcome(layout, outcome, quiet)


def _run_build(layout: Layout, output: BuildOutput, force: bool, keep: int) -> "BuildOutcome":
    from orchestration import build as building
    from orchestration.runtime.lock import BuildRunningError
    from orchestration.runtime.migrations import LayoutError
    from orchestration.runtime.signals import watch_interrupts

    try:
        with output.progress(), watch_interrupts() as was_interrupted:
            outcome = building.build(layout, force=force, keep=keep)
            # Dagster and dbt report Ctrl-C as a failure of their own.
            if not outcome.succeeded and was_interrupted():
                raise KeyboardInterrupt
            return outcome
    except (RegistryError, SeedError, BuildRunningError, LayoutError, building.HistoryError) as error:
        output.fail(str(error))
    except KeyboardInterrupt:
        output.fail(
            "Interrupted; the last publication is as it was. `warehouse build` continues where this one stopped.",
            INTERRUPTED,
        )
    except OSError as error:
        path = error.filename or layout.root
        output.fail(f"{path}: {error.strerror}; free space or fix permissions there, or choose another --data-dir.")


def _as_json(layout: Layout, outcome: "BuildOutcome", seconds: float) -> dict[str, object]:
    from orchestration.queries import build_summary

    summary = (
        build_summary.summarize(outcome.publication, outcome.previous)
        if outcome.publication
        else build_summary.Summary()
    )
    return {
        "succeeded": outcome.succeeded,
        "was_needed": outcome.was_needed,
        "is_synthetic": outcome.is_synthetic,
        "seconds": round(seconds, 1),
        "build_id": outcome.publication.name if outcome.publication else None,
        "current": str(layout.current) if outcome.publication else None,
        "dagster_run_id": outcome.run_id or None,
        "failures": list(outcome.failures),
        "warnings": list(outcome.warnings),
        **summary.to_json(),
    }


def _print_outcome(layout: Layout, outcome: "BuildOutcome", quiet: bool) -> None:
    from orchestration.publication.models import DATABASE, WORKBOOK
    from orchestration.queries import build_summary

    if not outcome.succeeded:
        for failure in outcome.failures:
            click.echo(f"failed: {failure}", err=True)
        fail("Not published; the last publication is as it was. For details run `make dev`.")
    if not outcome.was_needed:
        click.echo("Nothing is new: the publication is up to date.")
    elif outcome.publication and not quiet:
        for line in build_summary.lines_of(build_summary.summarize(outcome.publication, outcome.previous)):
            click.echo(line)
    for warning in outcome.warnings:
        click.echo(f"warned: {warning}")
    current = layout.current
    click.echo(f"database  {current / DATABASE}")
    click.echo(f"tables    {current / WORKBOOK}, {current / 'csv'}, {current / 'parquet'}")
    click.echo(f"report    {current / 'site' / 'index.html'}")
