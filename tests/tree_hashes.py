"""What a folder holds, as hashes: how tests tell that nothing, or just the right thing, changed."""

import hashlib
from pathlib import Path


def tree_hashes(folder: Path) -> dict[str, str]:
    """Every file and link below a folder with its content's hash: equal means byte for byte the same."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = f"-> {path.readlink()}"
        elif path.is_file():
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found
