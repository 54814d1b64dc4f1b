"""Fingerprints: hashes of what a stage is built from: inputs, rules, code. Nothing else decides what is stale.

Here: hashing. Not here: comparing the hashes and doing the work again (`ingestion/pipeline.py`).
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from ingestion.schemas import SCHEMA_VERSION
from ingestion.storage.layout import DBT_PROJECT, PROJECT_ROOT, SEEDS, Layout

CODE_SUFFIXES = frozenset({".py", ".sql", ".yml", ".csv", ".md", ".html", ".css", ".yaml", ".txt", ".svg"})
BUILT_FOLDERS = frozenset({"target", "logs", "__pycache__"})


def combine(*parts: str) -> str:
    """Return one hash over several strings; their order matters, and "ab", "c" is not "a", "bc"."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def of_files(root: Path, paths: Iterable[Path]) -> str:
    """Return a hash over the names (relative to `root`) and contents of files."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.relative_to(root).as_posix().encode() + b"\x1f")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def of_folder(folder: Path) -> str:
    """Return a hash over the program files of a folder as they are now, without `BUILT_FOLDERS`.

    A file is read again when its size or time of change differ: a long-running process sees an edited seed.
    """
    return combine(*(f"{path.relative_to(folder).as_posix()}|{_content_of(path)}" for path in _program_files(folder)))


def _program_files(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        # In place, which keeps `os.walk` out of the folders, and sorted, as the order on disk differs by machine.
        folders[:] = sorted(set(folders) - BUILT_FOLDERS)
        paths = (Path(root, name) for name in sorted(names))
        yield from (path for path in paths if path.suffix in CODE_SUFFIXES and path.is_file())


def _content_of(path: Path) -> str:
    # A module runs as it was when it was imported, however it is edited afterwards.
    status = None if path.suffix == ".py" else path.stat()
    return _hash_of(path, (status.st_size, status.st_mtime_ns) if status else None)


@cache
def _hash_of(path: Path, _size_and_time: tuple[int, int] | None) -> str:
    """Return the hash of a file's content; its size and time are part of the cache's key."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def of_rules(layout: Layout) -> str:
    """Return the fingerprint of what turns documents into mentions: ingestion code, seeds and the user's overrides."""
    program = of_folder(PROJECT_ROOT / "ingestion")
    # All code of ingestion and not only the parsers: finding out what a change affects costs more than a new scan.
    return combine(str(SCHEMA_VERSION), program, of_folder(SEEDS), of_overrides(layout.overrides))


def of_overrides(folder: Path | None) -> str:
    """Return a hash over the user's own seeds; empty where there are none."""
    return of_files(folder, folder.glob("*.csv")) if folder and folder.is_dir() else ""


def of_program() -> str:
    """Return the fingerprint of all code and rules that shape a publication."""
    folders = (PROJECT_ROOT / "ingestion", PROJECT_ROOT / "orchestration", DBT_PROJECT)
    return combine(str(SCHEMA_VERSION), *(of_folder(folder) for folder in folders))
