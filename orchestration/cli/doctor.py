"""`warehouse doctor` and `warehouse dev`: the installation looked at, and Dagster's user interface."""

import sys

import click

from ingestion.storage.layout import Layout
from orchestration.cli.base import data_dir_option, main


@main.command()
@data_dir_option
def doctor(layout: Layout) -> None:
    """Check the installation and the data directory, and say how to fix what is wrong."""
    from orchestration.queries import doctor

    findings = doctor.examine(layout)
    for finding in findings:
        click.echo(f"{'ok  ' if finding.is_well else 'BAD '} {finding.subject}: {finding.told}")
    if not all(finding.is_well for finding in findings):
        sys.exit(1)


@main.command()
@click.option("--port", default=3000, show_default=True)
@data_dir_option
def dev(layout: Layout, port: int) -> None:
    """Start Dagster's user interface on this machine (127.0.0.1)."""
    from orchestration.cli import dev_server

    dev_server.serve(layout, port)
