"""The subcommands that read a data directory: status, explain, query, next, report, export and taxonomy diff.

Here: options, output and exit codes. Not here: the queries (`orchestration/queries/`).
"""

import json
import os
import shutil
import sys
from dataclasses import asdict, astuple
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ingestion.inputs.registry import RegistryError
from ingestion.storage.layout import Layout
from ingestion.storage.seeds import SeedError
from orchestration.cli.base import data_dir_option, fail, main

if TYPE_CHECKING:
    from orchestration.queries.explain.explanation import Explanation


@main.command()
@data_dir_option
def status(layout: Layout) -> None:
    """Show sources, snapshots, the accounting of records, checks and the last publication."""
    from orchestration.publication.reader import NothingPublishedError
    from orchestration.queries.status import status_lines

    try:
        for line in status_lines(layout):
            click.echo(line)
    except (RegistryError, NothingPublishedError) as error:
        fail(str(error))


@main.command()
@click.argument("posting_id")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--html",
    "page",
    is_flag=False,
    flag_value="",
    metavar="[PATH]",
    help="Write an HTML page; by default in DATA/explain/.",
)
@click.option("--open", "open_it", is_flag=True, help="Write the page and open it in the browser.")
@data_dir_option
def explain(layout: Layout, posting_id: str, form: str, page: str | None, open_it: bool) -> None:
    """Show a posting: every attribute with the words or field it comes from, and its text with these words marked."""
    from orchestration.publication.reader import NothingPublishedError
    from orchestration.queries.explain import posting

    try:
        explanation = posting.explain(layout, posting_id)
    except NothingPublishedError as error:
        fail(str(error))
    if page is not None or open_it:
        _write_page(layout, explanation, page or "", open_it)
    elif form == "json":
        click.echo(json.dumps(asdict(explanation), default=str, indent=2))
    else:
        from orchestration.queries.explain import terminal

        # NO_COLOR is a convention of many programs. Lines of more than 110 characters are tiring to read.
        colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        width = min(shutil.get_terminal_size((100, 24)).columns, 110)
        for line in terminal.lines(explanation, max(width, 40), colour=colour):
            click.echo(line, color=colour)


def _write_page(layout: Layout, explanation: "Explanation", target: str, open_it: bool) -> None:
    from orchestration.queries.explain import page

    default = layout.explained / page.file_name(explanation.posting_id)
    # A publication is immutable: the manifest lists the hash of every file in it.
    path = Path(target).expanduser().resolve() if target else default
    if path.is_relative_to(layout.published):
        fail(f"{path} is inside the publications, which are never changed; choose another place.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page.render(explanation), encoding="utf-8", newline="\n")
    except OSError as error:
        fail(f"{path} cannot be written ({error.strerror}); choose another place with --html PATH.")
    click.echo(path)
    if open_it:
        click.launch(path.as_uri())


@main.command()
@click.argument("sql")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@data_dir_option
def query(layout: Layout, sql: str, form: str) -> None:
    """Run SQL on the published database, read-only."""
    from orchestration.publication.reader import NothingPublishedError
    from orchestration.queries import database

    try:
        columns, rows = database.run_query(layout, sql)
    except (NothingPublishedError, database.QueryError) as error:
        fail(str(error))
    click.echo(database.formatted(columns, rows, form), nl=False)


@main.command("next")
@click.argument("known", nargs=-1, metavar="[TECHNOLOGY]...")
@click.option("--role-type", help="Only openings of this role type, such as ai-first.")
@click.option("--limit", type=click.IntRange(1), default=12, show_default=True, help="Technologies for each source.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@data_dir_option
def next_skill(layout: Layout, known: tuple[str, ...], role_type: str | None, limit: int, form: str) -> None:
    """Rank the technologies to learn next, given those one knows.

    An opening is met when at least half of the technologies that its text names are known. An opening is a job, under
    however many ids it is posted.
    """
    from orchestration.publication.reader import NothingPublishedError
    from orchestration.queries import database, next_skill

    try:
        rows = next_skill.next_skills(layout, known, role_type, limit)
    except (NothingPublishedError, next_skill.UnknownSkillError) as error:
        fail(str(error))
    if not rows and form == "table":
        click.echo("Every opening that is counted is met by these technologies already.")
        return
    click.echo(database.formatted(next_skill.COLUMNS, rows, form), nl=False)


@main.command()
@click.option("--open", "open_it", is_flag=True, help="Open it in the browser.")
@data_dir_option
def report(layout: Layout, open_it: bool) -> None:
    """Print the path of the published report."""
    path = layout.current / "site" / "index.html"
    if not path.exists():
        fail(f"Nothing is published in {layout.root}; run `warehouse build`.")
    click.echo(path)
    if open_it:
        click.launch(path.as_uri())


@main.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--public", is_flag=True, help="Only aggregates: no posting, no text, no company's own row.")
@data_dir_option
def export(layout: Layout, target: Path, public: bool) -> None:
    """Write a copy of the publication to pass on to others."""
    from orchestration.publication import export as exporting
    from orchestration.publication.reader import NothingPublishedError

    try:
        written = exporting.export(layout, target.expanduser().resolve(), public)
    except (NothingPublishedError, exporting.ExportError) as error:
        fail(str(error))
    click.echo(f"Written to {target}: {', '.join(written)}")


@main.group()
def taxonomy() -> None:
    """Examine the seeds: which skills there are, and how they are recognised."""


@taxonomy.command()
@click.option(
    "--policy",
    type=click.Choice(["postings", "openings", "companies"]),
    default="postings",
    show_default=True,
    help="What is counted.",
)
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@data_dir_option
def diff(layout: Layout, policy: str, form: str) -> None:
    """Show every share that would change with the seeds as they are now, without publishing anything.

    Edit the seeds, or files in DATA/overrides, and compare with the publication before the next build.
    """
    from orchestration.publication.reader import NothingPublishedError
    from orchestration.queries import database, taxonomy_diff
    from orchestration.runtime import lock, progress
    from orchestration.transform import dbt_runner

    try:
        with progress.printed_to(sys.stderr):
            moves = taxonomy_diff.compare_shares(layout, policy)
    except (NothingPublishedError, lock.BuildRunningError, dbt_runner.DbtError, SeedError) as error:
        fail(str(error))
    if not moves and form == "table":
        click.echo("No share changes.")
        return
    columns = ["source", "report", "name", "n_before", "population_before", "n_after", "population_after", "points"]
    rows = [(*astuple(move), f"{move.points:+.1f}") for move in moves]
    click.echo(database.formatted(columns, rows, form), nl=False)
