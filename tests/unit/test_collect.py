"""Files read as documents: one that somebody writes while it is read is read whole, or again by the next build."""

import os
from datetime import date
from pathlib import Path

import pytest

from ingestion.inputs import collect
from ingestion.inputs.registry import Input
from ingestion.schemas import Document

pytestmark = pytest.mark.unit

PARTIAL = b"title: Bak"


class WhileItIsWritten:
    """A file of which the first reads get a part, as somebody writes it again: `write_count` times."""

    def __init__(self, path: Path, write_count: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.path, self.write_count, self.read_count = path, write_count, 0
        self.original = Path.read_bytes
        path.write_bytes(PARTIAL)
        monkeypatch.setattr(Path, "read_bytes", lambda read: self.read(read))

    def whole(self, number: int) -> bytes:
        return b"title: Baker number %d\n" % number

    def read(self, path: Path) -> bytes:
        content = self.original(path)
        if path == self.path:
            self.read_count += 1
            if self.read_count <= self.write_count:
                path.write_bytes(self.whole(self.read_count))
                os.utime(path, ns=(0, self.read_count * 1_000_000_000))
        return content


def _document(folder: Path) -> Document:
    (document,) = collect.documents_of(Input("input-1", str(folder), "board", date(2026, 1, 5)))
    return document


def test_a_file_that_changes_while_it_is_read_is_read_again(tmp_path, monkeypatch):
    written = WhileItIsWritten(tmp_path / "posting.yaml", 1, monkeypatch)
    assert _document(tmp_path).content == written.whole(1)
    assert written.read_count == 2


def test_a_file_that_keeps_its_size_and_changes_is_read_again(tmp_path, monkeypatch):
    written = WhileItIsWritten(tmp_path / "posting.yaml", 2, monkeypatch)
    written.path.write_bytes(b"x" * len(written.whole(1)))
    assert _document(tmp_path).content == written.whole(2)
    assert written.read_count == 3


def test_a_partly_read_file_is_read_again_where_its_time_is_unchanged(tmp_path, monkeypatch):
    path = tmp_path / "posting.yaml"
    path.write_bytes(b"title: Baker\n")
    contents = [PARTIAL, b"title: Baker\n"]
    monkeypatch.setattr(Path, "read_bytes", lambda _: contents.pop(0))
    assert _document(tmp_path).content == b"title: Baker\n"


def test_a_file_that_keeps_changing_is_read_a_few_times_and_again_by_the_next_build(tmp_path, monkeypatch):
    snapshot_input = Input("input-1", str(tmp_path), "board", date(2026, 1, 5))
    written = WhileItIsWritten(tmp_path / "posting.yaml", 99, monkeypatch)
    before = collect.stat_fingerprint(snapshot_input)
    assert _document(tmp_path).content == written.whole(collect.MAX_READS - 1)
    assert written.read_count == collect.MAX_READS
    assert collect.stat_fingerprint(snapshot_input) != before


def test_an_unchanged_file_is_read_once(tmp_path, monkeypatch):
    written = WhileItIsWritten(tmp_path / "posting.yaml", 0, monkeypatch)
    assert _document(tmp_path).content == PARTIAL
    assert written.read_count == 1
