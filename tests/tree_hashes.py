"""The content of a folder as hashes, by which tests see which files changed."""

import hashlib
from pathlib import Path


def tree_hashes(folder: Path) -> dict[str, str]:
    """Return the hash of every file below a folder, and the target of every link, by relative path."""
    hashes = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            hashes[name] = f"-> {path.readlink()}"
        elif path.is_file():
            hashes[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return hashes
