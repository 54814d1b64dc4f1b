"""`warehouse publications` and `warehouse restore`: what was published before, and going back to it."""

import click

from ingestion.storage.layout import Layout
from orchestration.cli.base import data_dir_option, fail, main


@main.command()
@data_dir_option
def publications(layout: Layout) -> None:
    """List the publications that are kept, newest last; `*` marks the one readers get."""
    from orchestration.queries import status

    lines = status.publication_lines(layout)
    for line in lines:
        click.echo(line)
    if not lines:
        fail(f"Nothing is published in {layout.root}; run `warehouse build`.")


@main.command()
@click.argument("build_id")
@data_dir_option
def restore(layout: Layout, build_id: str) -> None:
    """Make an older publication the one that readers get; `warehouse publications` lists them.

    Nothing is removed. The next `warehouse build` publishes again from the inputs as they are then.
    """
    from orchestration.publication.models import PublicationError
    from orchestration.publication.pointer import restore as make_current
    from orchestration.runtime.lock import BuildRunningError, build_lock

    try:
        with build_lock(layout):
            folder = make_current(layout.published, build_id)
    except (BuildRunningError, PublicationError) as error:
        fail(str(error))
    click.echo(f"Readers get {folder} from now on.")
