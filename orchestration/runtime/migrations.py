"""A data directory made ready for a build: of the layout this program writes, without leftovers of dead builds.

Here: the marker that says which layout a directory has, the steps from one layout to the next, and what
is swept. Not here: what lies where (`ingestion/storage/layout.py`). Everything here runs under the build's lock.
"""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from ingestion.storage.layout import Layout

LAYOUT_VERSION = 2
KEPT_PUBLICATIONS = 4
"""Older publications that stay beside the current one where nothing else is said."""
MARKER = "layout.json"
OLD_CACHE = "kept.duckdb"
"""What the incremental cache was called in the folder `work` of an earlier version."""
POINTER_LEFTOVERS = (".arriving-*", ".removed-*", ".current-*")


class LayoutError(RuntimeError):
    """The data directory cannot be used by this program; the message says what can."""


def layout_version(layout: Layout) -> int | None:
    """The layout a data directory was written in; null for one that holds nothing yet. Raises LayoutError."""
    marker = layout.root / MARKER
    if not marker.exists():
        # The first layout had no marker.
        return 1 if any(place.exists() for place in (layout.sources_file, layout.published, layout.parquet)) else None
    try:
        return int(json.loads(marker.read_text(encoding="utf-8"))["layout_version"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f'{marker} is damaged; write {{"layout_version": {LAYOUT_VERSION}}} into it, or restore it.'
        raise LayoutError(message) from error


def require_known(layout: Layout) -> None:
    """Raise LayoutError for a directory that a newer program wrote: reading it wrongly is worse than not at all."""
    found = layout_version(layout)
    if found is not None and found > LAYOUT_VERSION:
        message = (
            f"{layout.root} was written by a newer version of this program (layout {found}; this one knows up to "
            f"{LAYOUT_VERSION}). Update it (`git pull`, then `make setup`), or name another directory with --data-dir."
        )
        raise LayoutError(message)


def make_ready(layout: Layout) -> list[str]:
    """Migrate an older layout and sweep what dead builds left; returns a sentence for each thing done."""
    require_known(layout)
    told = []
    found = layout_version(layout)
    for version in range(found or LAYOUT_VERSION, LAYOUT_VERSION):
        MIGRATIONS[version](layout)
        told.append(f"{layout.root} was of layout {version} and is of layout {version + 1} now")
    if found != LAYOUT_VERSION:
        mark(layout)
    swept = sweep(layout)
    if swept:
        told.append(f"swept {swept} leftovers of a build that did not end")
    return told


def leftovers(layout: Layout) -> Iterator[Path]:
    """What a build that did not end leaves: unfinished files, the candidate, temporary folders. Never published."""
    for folder in (layout.candidates, layout.partial, layout.temporary):
        yield from sorted(folder.iterdir()) if folder.is_dir() else ()
    yield from (path for path in (layout.work / OLD_CACHE,) if path.exists())
    for pattern in POINTER_LEFTOVERS:
        yield from sorted(layout.published.glob(pattern))


def sweep(layout: Layout) -> int:
    """Remove the leftovers; returns how many there were."""
    found = list(leftovers(layout))
    for path in found:
        _remove(path)
    return len(found)


def mark(layout: Layout) -> None:
    """Write down that the directory is of the layout this program writes."""
    layout.root.mkdir(parents=True, exist_ok=True)
    beside = layout.root / f".{MARKER}.new"
    beside.write_text(json.dumps({"layout_version": LAYOUT_VERSION}) + "\n", encoding="utf-8")
    beside.replace(layout.root / MARKER)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _from_first_layout(layout: Layout) -> None:
    """Unfinished files lay beside the finished ones; they have a folder of their own since."""
    for path in layout.parquet.rglob(".*.partial"):
        path.unlink()


MIGRATIONS: Mapping[int, Callable[[Layout], None]] = {1: _from_first_layout}
