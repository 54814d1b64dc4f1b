"""The kinds of documents that can be read, and the recognition of a document's kind.

Here: the registry, one line per kind, in the order in which they are tried. Not here: any format's
rules (a module each). A new kind is a module, a line in `SOURCES` and a test.
"""

from ingestion.sources.base import Hints, Source
from ingestion.sources.listing_csv import ListingCsv
from ingestion.sources.posting_json import PostingJson, PostingJsonLines
from ingestion.sources.posting_page import PostingPage
from ingestion.sources.yaml_annotation import YamlAnnotation
from ingestion.sources.yaml_posting import YamlPosting

SOURCES: tuple[Source, ...] = (
    PostingPage(),
    PostingJsonLines(),
    PostingJson(),
    YamlAnnotation(),
    YamlPosting(),
    ListingCsv(),
)

__all__ = ["SOURCES", "Hints", "Source", "recognise", "source_of"]


def recognise(name: str, head: bytes) -> Source | None:
    """Return the first source that recognises the first 64 KiB of a document, or None."""
    return next((source for source in SOURCES if source.recognises(name, head)), None)


def source_of(kind: str) -> Source:
    """Return the source of a kind by its name; raises `ValueError` with the known names for another."""
    for source in SOURCES:
        if source.kind == kind:
            return source
    message = f"{kind!r} is no kind of document; known are {', '.join(source.kind for source in SOURCES)}."
    raise ValueError(message)
