"""A snapshot's documents parsed into tables in memory, for tests: there are few of them."""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace

from ingestion.records.parse import QUERIES, parse_documents
from ingestion.schemas import Document


def read(documents: Iterable[Document]) -> SimpleNamespace:
    """The four tables by name: parsed_documents, observations, annotations, rejects."""
    with tempfile.TemporaryDirectory() as folder:
        parsed = parse_documents(documents, Path(folder))
        return SimpleNamespace(**{name: parsed.table(name) for name in QUERIES})
