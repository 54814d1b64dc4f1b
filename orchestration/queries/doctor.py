"""The checks of `warehouse doctor`: the installation, the data directory, and how to fix what is wrong.

Not here: printing them (`orchestration/cli/doctor.py`), the checks of the data (`orchestration/quality/`).
"""

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
BYTES_NEEDED = 500_000_000


@dataclass(frozen=True)
class Health:
    """The result of one check: whether all is well, and a message that says what there is or what to do."""

    subject: str
    is_well: bool
    message: str


def examine(layout: Layout) -> list[Health]:
    """Run every check, in the order in which faults should be fixed."""
    packages = [_package(name, version) for name, version in NEEDED.items()]
    return [_python(), *packages, *_data_directory(layout)]


def _python() -> Health:
    version = ".".join(map(str, sys.version_info[:3]))
    well = (3, 11) <= sys.version_info[:2] <= (3, 13)
    return Health("python", well, version if well else f"{version}; use 3.11 to 3.13 and run `make clean setup`")


def _package(name: str, required: str) -> Health:
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return Health(name, False, "is not installed; run `make setup`")
    well = version.startswith(required)
    return Health(name, well, version if well else f"{version}, expected {required}x; run `make setup`")


def _data_directory(layout: Layout) -> list[Health]:
    # A data directory that does not exist yet is created inside the nearest folder that does.
    folder = next(path for path in (layout.root, *layout.root.parents) if path.exists())
    writable = os.access(folder, os.W_OK)
    message = str(layout.root) if writable else f"{folder} cannot be written; choose another with --data-dir"
    free = shutil.disk_usage(folder).free
    enough = free >= BYTES_NEEDED
    return [
        Health("data directory", writable, message),
        Health("free space", enough, f"{free / 1e9:.1f} GB" + ("" if enough else "; a build may need 0.5 GB")),
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
    version = layout_version(layout)
    if version in {None, LAYOUT_VERSION}:
        return Health("layout", True, str(version or "none yet"))
    return Health("layout", True, f"{version}; the next build migrates it to {LAYOUT_VERSION}")


def _registry(layout: Layout) -> Health:
    try:
        inputs = Registry(layout).inputs()
    except RegistryError as error:
        return Health("inputs", False, str(error))
    locations = [snapshot_input.location for snapshot_input in inputs]
    missing = [location for location in locations if not os.path.exists(location)]  # noqa: PTH110
    if missing:
        return Health(
            "inputs", False, f"{', '.join(missing)} no longer exist; put them back or `warehouse remove` them"
        )
    return Health("inputs", True, f"{len(inputs)} registered" if inputs else "none; a build uses the synthetic corpus")


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
    count = len(list(leftovers(layout)))
    message = f"{count} of a build that did not end; the next build removes them" if count else "0"
    return Health("leftovers", True, message)


def _history(layout: Layout) -> Health:
    broken = []
    for path in sorted(layout.dagster_home.glob("history/**/*.db")) if layout.dagster_home.is_dir() else []:
        try:
            # Read-only: a check must not create a file or repair one.
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
                database.execute("select count(*) from sqlite_master").fetchone()
        except sqlite3.Error as error:
            broken.append(f"{path} ({error})")
    if broken:
        return Health(
            "history", False, f"{'; '.join(broken)}: move {layout.dagster_home} away; only Dagster's history is lost"
        )
    return Health("history", True, "readable" if layout.dagster_home.is_dir() else "none yet")


def _publication(layout: Layout) -> Health:
    if not layout.current.is_symlink():
        return Health("publication", True, "none yet; run `warehouse build`")
    database = layout.current / DATABASE
    if not database.exists():
        return Health("publication", False, "`current` points to nothing; run `warehouse build --force`")
    # The query makes sure that a table can be read as well, not only the head of the file.
    try:
        with duckdb.connect(str(database), read_only=True) as published:
            published.execute("select count(*) from marts.fct_posting").fetchone()
    except duckdb.Error as error:
        message = f"{database} cannot be read ({error}); `warehouse restore` one of `warehouse publications`"
        return Health("publication", False, message)
    return Health("publication", True, str(layout.current.resolve()))
