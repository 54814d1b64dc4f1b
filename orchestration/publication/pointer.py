"""The pointer that readers follow, and the publications it may point to.

Here: moving a candidate to its place, replacing the link `current` in one step, removing old publications. Not here:
what is in a publication, nor whether it may be published (`orchestration/quality/publication_gate.py`).
"""

import errno
import os
import re
import shutil
from pathlib import Path

from orchestration.publication.manifest import read_manifest
from orchestration.publication.models import MANIFEST, PublicationError

CURRENT = "current"
BUILD_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def promote(candidate: Path, published: Path, build_id: str) -> Path:
    """Move the candidate to `published/BUILD_ID`, point `current` at it and return its folder.

    `current` changes in the last step alone; a failure before leaves it as it was, and the next call continues from
    there. Raises `PublicationError` for a build id that cannot be a folder's name and for an incomplete candidate.
    """
    if not BUILD_ID.fullmatch(build_id) or build_id == CURRENT:
        raise PublicationError(f"{build_id!r} cannot name a publication; letters, digits, dot, dash, underscore can.")
    destination = published / build_id
    if candidate.exists() or not destination.exists():
        _move(candidate, destination)
    _point(published, build_id)
    return destination


def current_publication(published: Path) -> Path | None:
    """Find the folder that `current` points at, or None where nothing complete has been published."""
    pointer = published / CURRENT
    if not (pointer / MANIFEST).is_file():
        return None
    return published / pointer.resolve().name


def list_publications(published: Path) -> list[Path]:
    """List the folders of all publications, oldest build first."""
    if not published.is_dir():
        return []
    folders = [path for path in published.iterdir() if not path.is_symlink() and not path.name.startswith(".")]
    complete = [path for path in folders if (path / MANIFEST).is_file()]
    return sorted(complete, key=lambda path: (str(read_manifest(path)["built_at"]), path.name))


def restore(published: Path, build_id: str) -> Path:
    """Make an older publication the current one again and return its folder; nothing is removed or built.

    Raises `PublicationError` for a build id that is not among the publications.
    """
    known = [folder.name for folder in list_publications(published)]
    if build_id not in known:
        raise PublicationError(f"There is no publication {build_id!r}; there are: {', '.join(known) or 'none'}.")
    _point(published, build_id)
    return published / build_id


def prune(published: Path, keep: int) -> list[Path]:
    """Remove all but the newest `keep` publications beside the current one; return the folders that were removed."""
    current = current_publication(published)
    others = [path for path in list_publications(published) if path != current]
    removed = others[: max(len(others) - keep, 0)]
    for path in removed:
        # Renamed first, so that an interrupted removal leaves no incomplete publication under its name.
        hidden = path.rename(path.with_name(f".removed-{path.name}"))
        shutil.rmtree(hidden)
    for leftover in published.glob(".removed-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    return removed


def _move(candidate: Path, destination: Path) -> None:
    if not (candidate / MANIFEST).is_file():
        raise PublicationError(f"{candidate} has no {MANIFEST}; only a complete candidate can be published.")
    if destination.exists():
        raise PublicationError(f"{destination} is published already; a build id names one publication.")
    destination.parent.mkdir(parents=True, exist_ok=True)
    # Flushed before the move: after a power cut the pointer must not lead to files that never reached the disk.
    _sync_tree(candidate)
    try:
        candidate.rename(destination)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _copy_across_disks(candidate, destination)
    _sync(destination.parent)


def _copy_across_disks(candidate: Path, destination: Path) -> None:
    # A rename works within one disk only. The copy has a hidden name until it is complete.
    arriving = destination.with_name(f".arriving-{destination.name}")
    shutil.rmtree(arriving, ignore_errors=True)
    shutil.copytree(candidate, arriving)
    _sync_tree(arriving)
    arriving.rename(destination)
    shutil.rmtree(candidate)


def _point(published: Path, build_id: str) -> None:
    # A link cannot be changed in place. A new one is renamed over the old one, which POSIX does in one step: a reader
    # follows one or the other.
    new_link = published / f".{CURRENT}-{build_id}"
    new_link.unlink(missing_ok=True)
    new_link.symlink_to(build_id, target_is_directory=True)
    try:
        new_link.replace(published / CURRENT)
    except OSError:
        new_link.unlink(missing_ok=True)
        raise
    _sync(published)


def _sync_tree(folder: Path) -> None:
    """Flush every file and folder to disk, the innermost first."""
    for path in sorted(folder.rglob("*"), reverse=True):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
