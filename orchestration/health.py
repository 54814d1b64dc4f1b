"""`warehouse doctor`: is the installation whole, can the data directory be used, what to do if not."""

import importlib.metadata
import os
import shutil
import sys
from dataclasses import dataclass

from ingestion.layout import Layout
from ingestion.registry import Registry, RegistryError
from orchestration.publishing.facts import DATABASE

NEEDED = {"dagster": "1.13.", "dbt-core": "1.11.", "dbt-duckdb": "1.", "duckdb": "2.", "great-expectations": "1."}
ROOM_NEEDED = 500_000_000


@dataclass(frozen=True)
class Health:
    """One thing looked at: whether it is well, and what to do where it is not."""

    subject: str
    is_well: bool
    told: str


def examine(layout: Layout) -> list[Health]:
    """Everything looked at, in the order a person would mend it."""
    return [_python(), *(_package(name, wanted) for name, wanted in NEEDED.items()), *_data_directory(layout)]


def _python() -> Health:
    version = ".".join(map(str, sys.version_info[:3]))
    well = (3, 11) <= sys.version_info[:2] <= (3, 13)
    return Health("python", well, version if well else f"{version}; use 3.11 to 3.13 and run `make clean setup`")


def _package(name: str, wanted: str) -> Health:
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return Health(name, False, "is not installed; run `make setup`")
    well = version.startswith(wanted)
    return Health(name, well, version if well else f"{version}, expected {wanted}x; run `make setup`")


def _data_directory(layout: Layout) -> list[Health]:
    place = next(folder for folder in (layout.root, *layout.root.parents) if folder.exists())
    writable = os.access(place, os.W_OK)
    told = str(layout.root) if writable else f"{place} cannot be written; choose another with --data-dir"
    room = shutil.disk_usage(place).free
    enough = room >= ROOM_NEEDED
    return [
        Health("data directory", writable, told),
        Health("free space", enough, f"{room / 1e9:.1f} GB" + ("" if enough else "; a build may need 0.5 GB")),
        _registry(layout),
        _publication(layout),
    ]


def _registry(layout: Layout) -> Health:
    try:
        inputs = Registry(layout).inputs()
    except RegistryError as error:
        return Health("inputs", False, str(error))
    gone = [taken.location for taken in inputs if not os.path.exists(taken.location)]  # noqa: PTH110
    if gone:
        return Health("inputs", False, f"{', '.join(gone)} no longer there; put it back or `warehouse remove` it")
    return Health("inputs", True, f"{len(inputs)} registered" if inputs else "none; builds use the synthetic corpus")


def _publication(layout: Layout) -> Health:
    if not layout.current.is_symlink():
        return Health("publication", True, "none yet; run `warehouse build`")
    well = (layout.current / DATABASE).exists()
    told = str(layout.current.resolve()) if well else "the pointer leads nowhere; run `warehouse build --force`"
    return Health("publication", well, told)
