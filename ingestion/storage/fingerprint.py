"""What a stage was built from, as a hash: inputs, rules, code. Nothing else decides what is stale.

Here: hashing. Not here: comparing the hashes and doing the work again (`ingestion/pipeline.py`).
"""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from ingestion.schemas import SCHEMA_VERSION
from ingestion.storage.layout import DBT_PROJECT, PROJECT_ROOT, SEEDS, Layout

CODE_SUFFIXES = frozenset({".py", ".sql", ".yml", ".csv", ".md", ".html", ".css", ".yaml", ".txt", ".svg"})
BUILT_FOLDERS = frozenset({"target", "logs", "__pycache__"})


def combine(*parts: str) -> str:
    """One hash over several strings; their order and borders count."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def of_files(root: Path, paths: Iterable[Path]) -> str:
    """A hash over the names (relative to `root`) and contents of files."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.relative_to(root).as_posix().encode() + b"\x1f")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@cache
def of_folder(folder: Path) -> str:
    """A hash over the program files of a folder, built ones left out; read once per process."""
    found = [
        path
        for path in folder.rglob("*")
        if path.suffix in CODE_SUFFIXES and path.is_file() and not BUILT_FOLDERS.intersection(path.parts)
    ]
    return of_files(folder, found)


def of_rules(layout: Layout) -> str:
    """What turns documents into mentions: the ingestion code, the seeds and the user's overrides."""
    program = of_folder(PROJECT_ROOT / "ingestion")
    return combine(str(SCHEMA_VERSION), program, of_folder(SEEDS), of_overrides(layout.overrides))


def of_overrides(folder: Path | None) -> str:
    """A hash over the user's own seeds; empty where there are none."""
    return of_files(folder, folder.glob("*.csv")) if folder and folder.is_dir() else ""


def of_program() -> str:
    """The version of all code and rules that shape a publication."""
    folders = (PROJECT_ROOT / "ingestion", PROJECT_ROOT / "orchestration", DBT_PROJECT)
    return combine(str(SCHEMA_VERSION), *(of_folder(folder) for folder in folders))
