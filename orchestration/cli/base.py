"""What every subcommand shares: the group they belong to, `--data-dir`, the way an error is printed.

Not here: the subcommands. They import heavy libraries inside their functions, so that `warehouse --help` answers at
once.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from ingestion.storage.layout import Layout


def data_dir_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--data-dir` to a subcommand, which receives it as the parameter `layout`."""
    # One option for all: the same variable sets the directory in the command and in Dagster's user interface.
    return click.option(
        "--data-dir",
        "layout",
        default="data",
        envvar="WAREHOUSE_DATA_DIR",
        show_default=True,
        show_envvar=True,
        metavar="DIR",
        callback=lambda _context, _option, value: Layout(Path(value).expanduser().resolve()),
        help="The data directory: inputs, work files and publications.",
    )(command)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="job-postings-warehouse", prog_name="warehouse")
def main() -> None:
    r"""Turn a folder of job postings into a tested DuckDB warehouse, summary tables and a report.

    \b
    warehouse build                     try it: builds from the built-in synthetic corpus
    warehouse add postings/ --source board --snapshot 2026-02-04
    warehouse build                     now from your own postings
    warehouse report --open
    """


def fail(message: str) -> NoReturn:
    """End the command with an error on stderr and exit code 1."""
    click.echo(f"Error: {message}", err=True)
    sys.exit(1)
