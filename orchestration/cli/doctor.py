"""`warehouse doctor` and `warehouse dev`: checks of the installation, and Dagster's user interface.

Not here: the checks themselves (`orchestration/queries/doctor.py`), the start of the server (`dev_server.py`).
"""

import sys

import click

from ingestion.storage.layout import Layout
from orchestration.cli.base import data_dir_option, main


@main.command()
@data_dir_option
def doctor(layout: Layout) -> None:
    """Check the installation and the data directory, and say how to fix what is wrong."""
    from orchestration.queries import doctor

    results = doctor.examine(layout)
    for health in results:
        click.echo(f"{'ok  ' if health.is_well else 'BAD '} {health.subject}: {health.message}")
    if not all(health.is_well for health in results):
        sys.exit(1)


@main.command()
@click.option("--port", default=3000, show_default=True)
@data_dir_option
def dev(layout: Layout, port: int) -> None:
    """Start Dagster's user interface on this machine (127.0.0.1)."""
    from orchestration.cli import dev_server

    dev_server.serve(layout, port)
