"""`warehouse doctor`: is the installation whole, can the data directory be used, what to do if not."""

import importlib.metadata
import os
import shutil
import sqlite3
import sys
from contextlib import closing
from dataclasses import dataclass

import duckdb

from ingestion.inputs.registry import Registry, RegistryError
from ingestion.storage.layout import SEEDS, Layout
from ingestion.storage.seeds import SeedError, load_seed
from orchestration.publication.models import DATABASE
from orchestration.runtime.lock import holder_of
from orchestration.runtime.migrations import LAYOUT_VERSION, LayoutError, layout_version, leftovers, require_known

NEEDED = {"dagster": "1.13.", "dbt-core": "1.11.", "dbt-duckdb": "1.", "duckdb": "2.", "great-expectations": "1."}
ROOM_NEEDED = 500_000_000


@dataclass(frozen=True)
class Health:
    """One thing looked at: whether it is well, and what to do where it is not."""

    subject: str
    is_well: bool
    told: str


def examine(layout: Layout) -> list[Health]:
    """Everything looked at, in the order a person would fix it."""
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
        _layout(layout),
        _registry(layout),
        _overrides(layout),
        _leftovers(layout),
        _history(layout),
        _publication(layout),
    ]


def _layout(layout: Layout) -> Health:
    try:
        require_known(layout)
    except LayoutError as error:
        return Health("layout", False, str(error))
    found = layout_version(layout)
    if found in {None, LAYOUT_VERSION}:
        return Health("layout", True, str(found or "none yet"))
    return Health("layout", True, f"{found}; the next build brings it to {LAYOUT_VERSION}")


def _registry(layout: Layout) -> Health:
    try:
        inputs = Registry(layout).inputs()
    except RegistryError as error:
        return Health("inputs", False, str(error))
    gone = [taken.location for taken in inputs if not os.path.exists(taken.location)]  # noqa: PTH110
    if gone:
        return Health("inputs", False, f"{', '.join(gone)} no longer there; put it back or `warehouse remove` it")
    return Health("inputs", True, f"{len(inputs)} registered" if inputs else "none; builds use the synthetic corpus")


def _overrides(layout: Layout) -> Health:
    own = sorted(layout.overrides.glob("*.csv")) if layout.overrides.is_dir() else []
    unknown = [path.name for path in own if not (SEEDS / path.name).exists()]
    if unknown:
        return Health("overrides", False, f"{', '.join(unknown)}: no seed has that name; see dbt_project/seeds/")
    try:
        for path in own:
            load_seed(path.stem, layout.overrides)
    except SeedError as error:
        return Health("overrides", False, str(error))
    return Health("overrides", True, ", ".join(path.name for path in own) or "none")


def _leftovers(layout: Layout) -> Health:
    holder = holder_of(layout)
    if holder is not None:
        return Health("building now", True, holder)
    left = len(list(leftovers(layout)))
    return Health("leftovers", True, f"{left} of a build that did not end; the next build sweeps them" if left else "0")


def _history(layout: Layout) -> Health:
    broken = []
    for path in sorted(layout.dagster_home.glob("history/**/*.db")) if layout.dagster_home.is_dir() else []:
        try:
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
                database.execute("select count(*) from sqlite_master").fetchone()
        except sqlite3.Error as error:
            broken.append(f"{path} ({error})")
    if broken:
        return Health("history", False, f"{'; '.join(broken)}: move {layout.dagster_home} away; only history is lost")
    return Health("history", True, "readable" if layout.dagster_home.is_dir() else "none yet")


def _publication(layout: Layout) -> Health:
    if not layout.current.is_symlink():
        return Health("publication", True, "none yet; run `warehouse build`")
    database = layout.current / DATABASE
    if not database.exists():
        return Health("publication", False, "the pointer leads nowhere; run `warehouse build --force`")
    try:
        with duckdb.connect(str(database), read_only=True) as published:
            published.execute("select count(*) from marts.fct_posting").fetchone()
    except duckdb.Error as error:
        told = f"{database} cannot be read ({error}); `warehouse publications`, then `warehouse restore` an older one"
        return Health("publication", False, told)
    return Health("publication", True, str(layout.current.resolve()))
