"""The registered inputs of a data directory: paths with their source, snapshot date and sampling frame.

Here: registering, listing and removing inputs, and the errors a person gets. Not here: reading the
documents (`ingestion/inputs/collect.py`), or the format of a source (`ingestion/sources/`).
"""

import hashlib
import json
import os
from collections import Counter
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from ingestion.sources import recognise, source_of
from ingestion.storage.layout import Layout

REGISTRY_VERSION = 1
SYNTHETIC = "synthetic"
HEAD_BYTES = 65_536

T = TypeVar("T")


class RegistryError(ValueError):
    """An input cannot be registered or removed; the message names it and the next command."""


@dataclass(frozen=True)
class Input:
    """One registered folder or file with its source and the date of its snapshot; `frame` is the sampling frame.

    `kind` is set only where the user gave it; else each file's kind is recognised from its content.
    """

    input_id: str
    location: str
    source: str
    snapshot_on: date
    kind: str | None = None
    frame: str | None = None

    @property
    def is_synthetic(self) -> bool:
        """True when the documents come from the generator and not from disk."""
        return self.source == SYNTHETIC and self.location == SYNTHETIC


@dataclass(frozen=True)
class Recognition:
    """The recognised files of a path: documents by kind, and the boards and snapshot dates that they state."""

    kinds: dict[str, int]
    unrecognised: int
    boards: frozenset[str]
    snapshots: frozenset[date]


def input_id_of(source: str, snapshot_on: date, location: str) -> str:
    """Return the id of an input: the same for the same source, date and path."""
    return hashlib.sha256(f"{source}|{snapshot_on}|{location}".encode()).hexdigest()[:12]


def files_of(location: Path) -> list[tuple[str, Path]]:
    r"""Return the files of a folder (or the file itself) as (uri, path), sorted; hidden ones are left out.

    The uri starts with the folder's own name and uses forward slashes, so it is the same on every machine; bytes
    of a name that are no text, and its control characters, are written as `\xff`. Links, pipes and devices are
    included, to be reported and never opened.
    """
    if not location.is_dir():
        return [(_uri(location.name), location)]
    files = []
    for folder, subfolders, names in os.walk(location, followlinks=False):
        # In place, which keeps `os.walk` out of hidden folders.
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        # A link to a folder is reported and not followed.
        links = [name for name in subfolders if (Path(folder) / name).is_symlink()]
        for path in (Path(folder) / name for name in [*names, *links] if not name.startswith(".")):
            files.append((_uri((Path(location.name) / path.relative_to(location)).as_posix()), path))
    return sorted(files)


def is_readable_file(path: Path) -> bool:
    """True for a file that may be opened: opening a pipe would wait for its other end."""
    return path.is_file() and not path.is_symlink()


def _uri(name: str) -> str:
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return "".join(character if character.isprintable() else f"\\x{ord(character):02x}" for character in text)


def recognise_files(location: Path, kind: str | None = None, with_hints: bool = True) -> Recognition:
    """Recognise every file under `location` from its content; a given `kind` is not checked.

    `with_hints` also reads the boards and snapshot dates that documents state, which needs each file whole.
    """
    kinds: Counter[str] = Counter()
    unrecognised, boards, snapshots = 0, set(), set()
    for _, path in files_of(location):
        if not is_readable_file(path):
            unrecognised += 1
            continue
        with path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
        source = source_of(kind) if kind else recognise(path.name, head)
        if source is None:
            unrecognised += 1
            continue
        kinds[source.kind] += 1
        # Hints need the whole file: a folder of large listings is only read where they are used.
        if not with_hints:
            continue
        hints = source.hints(path.read_bytes())
        boards.update({hints.board} - {None})
        snapshots.update({hints.snapshot_on} - {None})
    return Recognition(
        dict(kinds), unrecognised, frozenset(b for b in boards if b), frozenset(s for s in snapshots if s)
    )


class Registry:
    """The inputs of one data directory, kept in `sources.json`, written atomically."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout

    def inputs(self) -> list[Input]:
        """The registered inputs, oldest snapshot first; empty when nothing was added yet."""
        if not self.layout.sources_file.exists():
            return []
        try:
            stored = json.loads(self.layout.sources_file.read_text(encoding="utf-8"))
        except json.JSONDecodeError as error:
            message = f"{self.layout.sources_file} is not valid JSON ({error}); restore it or remove it and add again."
            raise RegistryError(message) from error
        if stored.get("version") != REGISTRY_VERSION:
            message = (
                f"{self.layout.sources_file} has layout version {stored.get('version')!r}, "
                f"this program reads {REGISTRY_VERSION}; use the program that wrote it or a new data directory."
            )
            raise RegistryError(message)
        entries = [
            Input(**{**entry, "snapshot_on": date.fromisoformat(entry["snapshot_on"])}) for entry in stored["inputs"]
        ]
        return sorted(entries, key=lambda entry: (entry.snapshot_on, entry.source, entry.location))

    def add(
        self, location: str, kind: str | None, snapshot_on: date | None, source: str | None, frame: str | None
    ) -> tuple[Input, Recognition]:
        """Register a path; adding the same path for the same source and date again only updates its frame and kind.

        Raises RegistryError, before anything is written, for a path that is not there, an unknown kind,
        a folder in which nothing is recognised, and a missing snapshot date or source name.
        """
        path = self._existing(location)
        recognition = self._recognised(path, kind, with_hints=not (source and snapshot_on))
        source = source or _only_value(recognition.boards, path, "source", "--source NAME")
        snapshot_on = snapshot_on or _only_value(recognition.snapshots, path, "snapshot date", "--snapshot YYYY-MM-DD")
        self._check_source(source)
        # The absolute path is stored, so that a build from another folder finds it.
        added = Input(input_id_of(source, snapshot_on, str(path)), str(path), source, snapshot_on, kind, frame)
        registered = {entry.input_id: entry for entry in self.inputs()}
        # Adding again without `--frame` must not erase the frame that was written with care.
        if frame is None and added.input_id in registered:
            added = replace(added, frame=registered[added.input_id].frame)
        self._write([*(entry for key, entry in registered.items() if key != added.input_id), added])
        return added, recognition

    def remove(self, source: str, snapshot_on: date | None = None) -> list[Input]:
        """Remove a source, or one snapshot of it, from the next build; returns the removed inputs."""
        registered = self.inputs()
        removed = [entry for entry in registered if entry.source == source and snapshot_on in (None, entry.snapshot_on)]
        if not removed:
            known = ", ".join(sorted({f"{entry.source} {entry.snapshot_on}" for entry in registered})) or "none"
            message = (
                f"No source {source!r}{f' at {snapshot_on}' if snapshot_on else ''} is registered; there is: {known}."
            )
            raise RegistryError(message)
        self._write([entry for entry in registered if entry not in removed])
        return removed

    def _existing(self, location: str) -> Path:
        if "://" in location:
            message = f"{location}: addresses are not read; save the page or listing and add the file."
            raise RegistryError(message)
        path = Path(location).expanduser().resolve()
        if not path.exists():
            message = f"{location}: no such file or folder (looked at {path})."
            raise RegistryError(message)
        return path

    def _recognised(self, path: Path, kind: str | None, with_hints: bool) -> Recognition:
        try:
            recognition = recognise_files(path, kind, with_hints)
        except ValueError as error:
            raise RegistryError(str(error)) from error
        except OSError as error:
            message = f"{error.filename or path} cannot be read ({error.strerror}); fix its permissions and add again."
            raise RegistryError(message) from error
        if not recognition.kinds:
            message = (
                f"{path}: none of its {recognition.unrecognised} files is a format this program knows; "
                "see `warehouse add --help`."
            )
            raise RegistryError(message)
        return recognition

    def _check_source(self, source: str) -> None:
        if source == SYNTHETIC:
            message = (
                f"The source name {SYNTHETIC!r} belongs to the built-in corpus; choose another with --source NAME."
            )
            raise RegistryError(message)
        if not source or not all(part.isalnum() for part in source.replace("-", "_").replace(".", "_").split("_")):
            message = f"--source {source!r}: use letters, digits, '-', '_' and '.', for example builtin."
            raise RegistryError(message)

    def _write(self, inputs: list[Input]) -> None:
        entries = [{**asdict(entry), "snapshot_on": entry.snapshot_on.isoformat()} for entry in inputs]
        entries.sort(key=lambda entry: (entry["snapshot_on"], entry["source"], entry["location"]))
        target = self.layout.sources_file
        try:
            self.layout.root.mkdir(parents=True, exist_ok=True)
            # Written beside the registry and moved over it: a reader sees the old file or the new one.
            partial = target.with_suffix(".json.partial")
            partial.write_text(
                json.dumps({"version": REGISTRY_VERSION, "inputs": entries}, indent=2) + "\n", encoding="utf-8"
            )
            partial.replace(target)
        except OSError as error:
            message = f"{self.layout.root} cannot be written ({error.strerror}); choose another with --data-dir DIR."
            raise RegistryError(message) from error


def active_inputs(layout: Layout) -> list[Input]:
    """Return the inputs of a build: the registered ones, or the synthetic corpus where there is none."""
    registered = Registry(layout).inputs()
    if registered:
        return registered
    from ingestion.synthetic import DEFAULT_SNAPSHOTS

    frame = "Generated by this program: invented companies and texts, four monthly snapshots of one invented board"
    return [
        Input(input_id_of(SYNTHETIC, on, SYNTHETIC), SYNTHETIC, SYNTHETIC, on, None, frame) for on in DEFAULT_SNAPSHOTS
    ]


def _only_value(values: frozenset[T], path: Path, what: str, option: str) -> T:
    """Return the one value that the documents of a path state; raises RegistryError for none or several."""
    if len(values) == 1:
        return next(iter(values))
    stated = "carry none" if not values else "carry several (" + ", ".join(sorted(map(str, values))) + ")"
    message = f"{path}: its documents {stated}, so the {what} must be given: add {option}."
    raise RegistryError(message)
