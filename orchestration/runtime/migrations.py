"""Preparing a data directory for a build: migration to the present layout, removal of what interrupted builds left.

Here: the marker file with the version of the layout, the migrations from one version to the next, and the removal of
leftovers; all of it runs under the build's lock. Not here: the paths of a layout (`ingestion/storage/layout.py`).
"""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from ingestion.storage.layout import Layout

LAYOUT_VERSION = 2
KEPT_PUBLICATIONS = 4
"""How many older publications stay beside the current one by default."""
MARKER = "layout.json"
OLD_CACHE = "kept.duckdb"
"""The incremental cache of an earlier version, in the folder `work`."""
POINTER_LEFTOVERS = (".arriving-*", ".removed-*", ".current-*")


class LayoutError(RuntimeError):
    """The data directory cannot be used by this program; the message says what to do."""


def layout_version(layout: Layout) -> int | None:
    """Read the layout version of a data directory; None where it is empty. Raises LayoutError for a damaged marker."""
    marker = layout.root / MARKER
    if not marker.exists():
        # The first layout had no marker.
        return 1 if any(path.exists() for path in (layout.sources_file, layout.published, layout.parquet)) else None
    try:
        return int(json.loads(marker.read_text(encoding="utf-8"))["layout_version"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f'{marker} is damaged; write {{"layout_version": {LAYOUT_VERSION}}} into it, or restore it.'
        raise LayoutError(message) from error


def require_known(layout: Layout) -> None:
    """Raise LayoutError for a directory that a newer program wrote: reading it wrongly is worse than not at all."""
    version = layout_version(layout)
    if version is not None and version > LAYOUT_VERSION:
        message = (
            f"{layout.root} was written by a newer version of this program (layout {version}; this one knows up to "
            f"{LAYOUT_VERSION}). Update it (`git pull`, then `make setup`), or name another directory with --data-dir."
        )
        raise LayoutError(message)


def make_ready(layout: Layout) -> list[str]:
    """Migrate an older layout and remove what interrupted builds left; return a message for each thing done."""
    require_known(layout)
    messages = []
    present = layout_version(layout)
    for version in range(present or LAYOUT_VERSION, LAYOUT_VERSION):
        MIGRATIONS[version](layout)
        messages.append(f"{layout.root}: migrated from layout {version} to layout {version + 1}")
    if present != LAYOUT_VERSION:
        # Last: a migration that is interrupted begins again with the next build.
        write_marker(layout)
    # The lock is held, so whatever unfinished is there belongs to no running build.
    removed = remove_leftovers(layout)
    if removed:
        messages.append(f"removed {removed} leftovers of a build that did not end")
    return messages


def leftovers(layout: Layout) -> Iterator[Path]:
    """Yield what interrupted builds left: unfinished files, candidates, temporary folders; never a publication."""
    for folder in (layout.candidates, layout.partial, layout.temporary):
        yield from sorted(folder.iterdir()) if folder.is_dir() else ()
    yield from (path for path in (layout.work / OLD_CACHE,) if path.exists())
    for pattern in POINTER_LEFTOVERS:
        yield from sorted(layout.published.glob(pattern))


def remove_leftovers(layout: Layout) -> int:
    """Remove the leftovers and return how many there were."""
    paths = list(leftovers(layout))
    for path in paths:
        _remove(path)
    return len(paths)


def write_marker(layout: Layout) -> None:
    """Write the marker that says that the directory has the layout of this program."""
    layout.root.mkdir(parents=True, exist_ok=True)
    beside = layout.root / f".{MARKER}.new"
    # Renamed when whole: a marker that was written in part would make the directory unusable.
    beside.write_text(json.dumps({"layout_version": LAYOUT_VERSION}) + "\n", encoding="utf-8")
    beside.replace(layout.root / MARKER)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        # A leftover that cannot be removed costs only space, so it does not fail the build.
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _from_first_layout(layout: Layout) -> None:
    """Layout 1 had unfinished files beside the finished ones; in layout 2 they have a folder of their own."""
    for path in layout.parquet.rglob(".*.partial"):
        path.unlink()


MIGRATIONS: Mapping[int, Callable[[Layout], None]] = {1: _from_first_layout}
