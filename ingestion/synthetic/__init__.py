"""The embedded default source: an invented job market, generated from a seed, with its truth.

Here: the names that other packages import. Not here: the market (`market`, `attributes`, `openings`), its texts
(`sentences`, `composition`, `body`), its documents (`lifecycle`, `stated_fields`, `writers`, `hard_cases`,
`corpus`) and their truth (`truth`). Names and sentences are invented; anything shown from
it is labelled "synthetic".
"""

from pathlib import Path

from .corpus import DEFAULT_SNAPSHOTS, Corpus, SyntheticDocument, generate
from .truth import Truth

SOURCE = "synthetic"
"""The name of the invented job board."""

__all__ = ["DEFAULT_SNAPSHOTS", "SOURCE", "Corpus", "SyntheticDocument", "Truth", "generate", "write"]


def write(corpus: Corpus, folder: Path) -> list[Path]:
    """Write the documents below `folder`, by their uris; returns the paths in the corpus's order."""
    paths = []
    for document in corpus.documents:
        path = folder / document.uri
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(document.content)
        paths.append(path)
    return paths
