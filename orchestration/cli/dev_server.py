"""Dagster's user interface for a data directory, reachable from this machine only.

Here: preparing its instance and starting it. Not here: the definitions that it loads (`orchestration/defs/`).
"""

import os
import sys

import click

from ingestion.storage.layout import PROJECT_ROOT, Layout
from orchestration.runtime.dagster_instance import prepare_instance


def serve(layout: Layout, port: int) -> None:
    """Start the webserver and its daemon in the foreground until they are stopped."""
    import dagster as dg

    from orchestration.defs.partitions import sync_partitions

    home = prepare_instance(layout)
    with dg.DagsterInstance.from_config(str(home)) as instance:
        sync_partitions(instance, layout)
    environment = {**os.environ, "DAGSTER_HOME": str(home), "WAREHOUSE_DATA_DIR": str(layout.root)}
    workspace = str(PROJECT_ROOT / "workspace.yaml")
    command = [sys.executable, "-m", "dagster", "dev", "-w", workspace, "-h", "127.0.0.1", "-p", str(port)]
    click.echo(f"http://127.0.0.1:{port}  (Ctrl-C stops it)")
    sys.stdout.flush()
    os.chdir(PROJECT_ROOT)
    # Replaces this process, so that a signal to stop it reaches the server itself.
    os.execve(sys.executable, command, environment)  # noqa: S606 - our own arguments
