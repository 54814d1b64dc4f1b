"""The `warehouse` command: what a person types. Each subcommand calls one function and prints what it says.

Heavy imports stand inside the subcommands that need them: `warehouse --help` answers at once.
"""

import atexit
import gc
import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from ingestion.layout import Layout
from ingestion.registry import Registry, RegistryError
from ingestion.sources import SOURCES

KINDS = [source.kind for source in SOURCES]


def data_dir_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a subcommand `--data-dir`; it receives a Layout."""
    return click.option(
        "--data-dir",
        "layout",
        default="data",
        envvar="WAREHOUSE_DATA_DIR",
        show_default=True,
        show_envvar=True,
        metavar="DIR",
        callback=lambda _context, _option, value: Layout(Path(value).expanduser().resolve()),
        help="Where everything is kept.",
    )(command)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="job-postings-warehouse", prog_name="warehouse")
def main() -> None:
    r"""Turn a folder of job postings into a tested DuckDB warehouse, summary tables and a report.

    \b
    warehouse build                     try it: builds the built-in synthetic corpus
    warehouse add postings/ --source board --snapshot 2026-02-04
    warehouse build                     now from your own postings
    warehouse report --open
    """


@main.command()
@click.argument("path_or_url")
@click.option("--kind", type=click.Choice(KINDS), help="Take every file for this kind instead of recognising it.")
@click.option("--snapshot", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="The day of this look.")
@click.option("--source", metavar="NAME", help="The board the postings come from, e.g. builtin.")
@click.option("--frame", metavar="TEXT", help="What was searched, where, over which dates.")
@data_dir_option
def add(
    layout: Layout, path_or_url: str, kind: str | None, snapshot: datetime | None, source: str | None, frame: str | None
) -> None:
    r"""Register a folder or file of postings, annotations or listings.

    \b
    Recognised from the content:
      yaml-posting      one posting per YAML file (title, company, description, ...)
      yaml-annotation   labels that someone else gave a posting
      listing-csv       cards of a listing (title, company, link, ...)
      posting-page      a saved web page with schema.org JobPosting data
      posting-json      schema.org JobPosting objects: one, a list, or a graph
      posting-jsonl     the same, one per line
    """
    try:
        added, seen = Registry(layout).add(path_or_url, kind, snapshot.date() if snapshot else None, source, frame)
    except RegistryError as error:
        _fail(str(error))
    found = ", ".join(f"{count:,} {name}" for name, count in sorted(seen.kinds.items()))
    click.echo(f"Added {added.location} as {added.source}, snapshot {added.snapshot_on}: {found}.")
    if seen.unrecognised:
        click.echo(
            f"{seen.unrecognised:,} files are of no known kind; the build lists each as a reject with its reason."
        )
    if added.frame is None:
        click.echo("No --frame given: the report will say that what was searched is unknown.")
    click.echo("Next: warehouse build")


@main.command()
@click.argument("source")
@click.option("--snapshot", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="Only this snapshot.")
@data_dir_option
def remove(layout: Layout, source: str, snapshot: datetime | None) -> None:
    """Take a source, or one snapshot of it, out of the next build."""
    try:
        gone = Registry(layout).remove(source, snapshot.date() if snapshot else None)
    except RegistryError as error:
        _fail(str(error))
    for row in gone:
        click.echo(f"Removed {row.location} ({row.source}, {row.snapshot_on}).")
    click.echo("Next: warehouse build")


@main.command()
@click.option("--force", is_flag=True, help="Build and publish even where nothing is new.")
@click.option("--quiet", is_flag=True, help="Print only errors and where the result is.")
@data_dir_option
def build(layout: Layout, force: bool, quiet: bool) -> None:
    """Materialize what is new or stale, check it, and publish.

    Without any registered source the built-in synthetic corpus is built.
    """
    # A build makes few cycles and many objects that live to its end: looking for cycles cost a twelfth of its CPU.
    gc.set_threshold(200_000, 50, 100)
    from orchestration import build as building
    from orchestration.lock import BuildRunningError

    try:
        outcome = building.build(layout, tell=(lambda _: None) if quiet else click.echo, force=force)
    except (RegistryError, BuildRunningError) as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{error.filename or layout.root}: {error.strerror}; choose another place with --data-dir DIR.")
    _print_outcome(layout, outcome, quiet)


def _print_outcome(layout: Layout, outcome: Any, quiet: bool) -> None:  # noqa: ANN401 - BuildOutcome, imported late
    from orchestration import reading

    if not outcome.succeeded:
        for failure in outcome.failures:
            click.echo(f"failed: {failure}", err=True)
        _fail("Not published; the last publication is as it was. Look closer with `make dev`.")
    if not outcome.was_needed:
        click.echo("Nothing is new: the publication is current.")
    for line in reading.summary_lines(outcome.publication) if outcome.was_needed and not quiet else []:
        click.echo(line)
    for warning in outcome.warnings:
        click.echo(f"warned: {warning}")
    current = layout.current
    click.echo(f"database  {current / 'jobs.duckdb'}")
    click.echo(f"tables    {current / 'summary.xlsx'}, {current / 'csv'}, {current / 'parquet'}")
    click.echo(f"report    {current / 'site' / 'index.html'}")


@main.command()
@data_dir_option
def status(layout: Layout) -> None:
    """Show sources, snapshots, the accounting of records, checks and the last publication."""
    from orchestration import reading

    try:
        for line in reading.status_lines(layout):
            click.echo(line)
    except (RegistryError, reading.NothingPublishedError) as error:
        _fail(str(error))


@main.command()
@click.argument("posting_id")
@data_dir_option
def explain(layout: Layout, posting_id: str) -> None:
    """Show a posting with every attribute and the words or field it comes from."""
    from orchestration import reading

    try:
        for line in reading.explain_lines(layout, posting_id):
            click.echo(line)
    except reading.NothingPublishedError as error:
        _fail(str(error))


@main.command()
@click.argument("sql")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@data_dir_option
def query(layout: Layout, sql: str, form: str) -> None:
    """Run SQL on the published database, read-only."""
    from orchestration import reading

    try:
        columns, rows = reading.run_query(layout, sql)
    except (reading.NothingPublishedError, reading.QueryError) as error:
        _fail(str(error))
    click.echo(reading.formatted(columns, rows, form), nl=False)


@main.command()
@click.option("--open", "open_it", is_flag=True, help="Open it in the browser.")
@data_dir_option
def report(layout: Layout, open_it: bool) -> None:
    """Print the path of the published report."""
    path = layout.current / "site" / "index.html"
    if not path.exists():
        _fail(f"Nothing is published in {layout.root}; run `warehouse build`.")
    click.echo(path)
    if open_it:
        click.launch(path.as_uri())


@main.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--public", is_flag=True, help="Only aggregates: no posting, no text, no company's own row.")
@data_dir_option
def export(layout: Layout, target: Path, public: bool) -> None:
    """Write a copy of the publication to hand on."""
    from orchestration import export as exporting
    from orchestration import reading

    try:
        written = exporting.export(layout, target.expanduser().resolve(), public)
    except (reading.NothingPublishedError, exporting.ExportError) as error:
        _fail(str(error))
    click.echo(f"Written to {target}: {', '.join(written)}")


@main.command()
@data_dir_option
def doctor(layout: Layout) -> None:
    """Check the installation and the data directory, and say how to mend what is wrong."""
    from orchestration import health

    findings = health.examine(layout)
    for finding in findings:
        click.echo(f"{'ok  ' if finding.is_well else 'BAD '} {finding.subject}: {finding.told}")
    if not all(finding.is_well for finding in findings):
        sys.exit(1)


@main.command()
@click.option("--port", default=3000, show_default=True)
@data_dir_option
def dev(layout: Layout, port: int) -> None:
    """Start Dagster's user interface on this machine (127.0.0.1)."""
    from orchestration import user_interface

    user_interface.serve(layout, port)


def run() -> NoReturn:
    """Run the command and leave at once: taking the interpreter apart after a build cost two seconds of CPU.

    By then everything is written, closed and moved, and what waited for the exit has run; what is left is memory.
    """
    code: object = 0
    try:
        main()
    except SystemExit as ending:
        code = ending.code
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


def _fail(message: str) -> NoReturn:
    click.echo(f"Error: {message}", err=True)
    sys.exit(1)
