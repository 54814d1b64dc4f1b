"""A text divided where mentions begin and end, so that overlapping mentions can be marked.

Not here: how the pieces are marked (`terminal.py`, `orchestration/report/templates/explain.html`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from orchestration.queries.explain.explanation import ShownMention


@dataclass(frozen=True)
class Piece:
    """A part of the text, the mentions that cover it, and those of them that end where it ends."""

    text: str
    covering: tuple[ShownMention, ...] = ()
    ending: tuple[ShownMention, ...] = ()


def pieces(text: str, mentions: Sequence[ShownMention]) -> list[Piece]:
    """Divide the text at every start and end of a mention; the pieces joined are the text. Offsets are code points."""
    cuts = sorted(
        {0, len(text), *(min(edge, len(text)) for mention in mentions for edge in (mention.start, mention.end))}
    )
    divided = []
    for start, end in pairwise(cuts):
        covering = tuple(mention for mention in mentions if mention.start < end and mention.end > start)
        ending = tuple(mention for mention in covering if min(mention.end, len(text)) == end)
        divided.append(Piece(text[start:end], covering, ending))
    return divided


def groups(text: str, mentions: Sequence[ShownMention]) -> list[Piece]:
    """Divide the text like `pieces`, with neighbouring pieces that share a mention merged into one.

    For the terminal, which cannot show marks that overlap.
    """
    merged: list[Piece] = []
    for piece in pieces(text, mentions):
        last = merged[-1] if merged else None
        # Compared by identity, since a mention can be changed and so cannot be hashed.
        if last and set(map(id, last.covering)) & set(map(id, piece.covering)):
            present = set(map(id, last.covering))
            covering = (*last.covering, *(mention for mention in piece.covering if id(mention) not in present))
            merged[-1] = Piece(last.text + piece.text, covering, covering)
        else:
            merged.append(piece)
    return merged
