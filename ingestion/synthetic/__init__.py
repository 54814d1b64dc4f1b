"""The embedded default source: an invented job market, generated from a seed, with its truth.

Here: what others use of it. Not here: the market (`market`, `traits`, `openings`), its texts
(`sentences`, `wording`, `body`), its documents (`lifecycle`, `views`, `writers`, `hard_cases`,
`corpus`) and what is true of them (`truth`). Names and sentences are invented; anything shown from
it says "synthetic".
"""

from pathlib import Path

from .corpus import DEFAULT_SNAPSHOTS, Corpus, SyntheticDocument, generate
from .truth import Truth

SOURCE = "synthetic"
"""The name of the board that the postings stand on."""

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
