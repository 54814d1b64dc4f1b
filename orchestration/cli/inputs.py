"""`warehouse add` and `warehouse remove`: the inputs of the next build.

Not here: recognising files and recording inputs (`ingestion/inputs/registry.py`).
"""

from datetime import date, datetime

import click

from ingestion.inputs.registry import Registry, RegistryError
from ingestion.sources import SOURCES
from ingestion.storage.layout import Layout
from orchestration.cli.base import data_dir_option, fail, main

KINDS = [source.kind for source in SOURCES]


@main.command()
@click.argument("path_or_url")
@click.option("--kind", type=click.Choice(KINDS), help="Read every file as this kind instead of recognising it.")
@click.option("--snapshot", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="The day of this crawl.")
@click.option("--source", metavar="NAME", help="The board the postings come from, e.g. builtin.")
@click.option("--frame", metavar="TEXT", help="What was searched, where, over which dates.")
@data_dir_option
def add(
    layout: Layout, path_or_url: str, kind: str | None, snapshot: datetime | None, source: str | None, frame: str | None
) -> None:
    r"""Register a folder or file of postings, annotations or listings.

    \b
    Kinds of files, recognised from their content:
      yaml-posting      one posting per YAML file (title, company, description, ...)
      yaml-annotation   labels that someone else gave a posting
      listing-csv       cards of a listing (title, company, link, ...)
      posting-page      a saved web page with schema.org JobPosting data
      posting-json      schema.org JobPosting objects: one, a list, or a graph
      posting-jsonl     the same, one per line
    """
    from orchestration.runtime.migrations import LayoutError, layout_version, require_known, write_marker

    try:
        require_known(layout)
        is_fresh = layout_version(layout) is None
        added, seen = Registry(layout).add(path_or_url, kind, snapshot.date() if snapshot else None, source, frame)
        if is_fresh:
            write_marker(layout)
    except (RegistryError, LayoutError) as error:
        fail(str(error))
    kinds = ", ".join(f"{count:,} {name}" for name, count in sorted(seen.kinds.items()))
    click.echo(f"Added {added.location} as {added.source}, snapshot {added.snapshot_on}: {kinds}.")
    if seen.unrecognised:
        click.echo(
            f"{seen.unrecognised:,} files are of no known kind; the build lists each among the rejects with its reason."
        )
    if added.snapshot_on > date.today():
        click.echo(f"The snapshot is in the future ({added.snapshot_on}): `warehouse remove` it if that is a mistake.")
    if added.frame is None:
        click.echo("Without --frame the report says that the sampling frame of this source is unknown.")
    click.echo("Next: warehouse build")


@main.command()
@click.argument("source")
@click.option("--snapshot", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="Only this snapshot.")
@data_dir_option
def remove(layout: Layout, source: str, snapshot: datetime | None) -> None:
    """Take a source, or one snapshot of it, out of the next build."""
    from orchestration.runtime.migrations import LayoutError, require_known

    try:
        require_known(layout)
        removed = Registry(layout).remove(source, snapshot.date() if snapshot else None)
    except (RegistryError, LayoutError) as error:
        fail(str(error))
    for row in removed:
        click.echo(f"Removed {row.location} ({row.source}, {row.snapshot_on}).")
    click.echo("Next: warehouse build")
