"""`warehouse publications` and `warehouse restore`: the publications there are, and returning to an older one.

Not here: the pointer to the current publication (`orchestration/publication/pointer.py`).
"""

import click

from ingestion.storage.layout import Layout
from orchestration.cli.base import data_dir_option, fail, main


@main.command()
@data_dir_option
def publications(layout: Layout) -> None:
    """List the publications, newest last; `*` marks the current one, which readers get."""
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
    """Make an older publication the current one; `warehouse publications` lists them.

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
    click.echo(f"{folder} is the current publication now.")
