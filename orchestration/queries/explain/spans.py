"""A text cut where evidence begins and ends, so that overlapping mentions can be marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from orchestration.queries.explain.explanation import Mention


@dataclass(frozen=True)
class Piece:
    """A run of text, the mentions that cover it and those of them that end with it."""

    text: str
    covering: tuple[Mention, ...] = ()
    ending: tuple[Mention, ...] = ()


def pieces(text: str, mentions: Sequence[Mention]) -> list[Piece]:
    """Cut the text at every edge of a mention; the pieces together are the text. Offsets are code points."""
    cuts = sorted({0, len(text), *(min(edge, len(text)) for one in mentions for edge in (one.start, one.end))})
    found = []
    for start, end in pairwise(cuts):
        covering = tuple(one for one in mentions if one.start < end and one.end > start)
        ending = tuple(one for one in covering if min(one.end, len(text)) == end)
        found.append(Piece(text[start:end], covering, ending))
    return found


def groups(text: str, mentions: Sequence[Mention]) -> list[Piece]:
    """The same with mentions that overlap drawn together into one piece."""
    drawn: list[Piece] = []
    for piece in pieces(text, mentions):
        last = drawn[-1] if drawn else None
        if last and set(map(id, last.covering)) & set(map(id, piece.covering)):
            seen = set(map(id, last.covering))
            every = (*last.covering, *(one for one in piece.covering if id(one) not in seen))
            drawn[-1] = Piece(last.text + piece.text, every, every)
        else:
            drawn.append(piece)
    return drawn
