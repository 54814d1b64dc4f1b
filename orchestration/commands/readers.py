"""What a person reads at a terminal: status, the evidence of a posting, SQL, the report, a copy to hand on."""

from pathlib import Path

import click

from ingestion.layout import Layout
from ingestion.registry import RegistryError
from orchestration.commands.base import data_dir_option, fail, main


@main.command()
@data_dir_option
def status(layout: Layout) -> None:
    """Show sources, snapshots, the accounting of records, checks and the last publication."""
    from orchestration import reading

    try:
        for line in reading.status_lines(layout):
            click.echo(line)
    except (RegistryError, reading.NothingPublishedError) as error:
        fail(str(error))


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
        fail(str(error))


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
        fail(str(error))
    click.echo(reading.formatted(columns, rows, form), nl=False)


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
    """Write a copy of the publication to hand on."""
    from orchestration import export as exporting
    from orchestration import reading

    try:
        written = exporting.export(layout, target.expanduser().resolve(), public)
    except (reading.NothingPublishedError, exporting.ExportError) as error:
        fail(str(error))
    click.echo(f"Written to {target}: {', '.join(written)}")
