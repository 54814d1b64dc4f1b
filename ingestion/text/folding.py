"""Folded text: lower case with straight apostrophes, as long as the text itself.

Here: folding of one text and of many at once. Not here: what is looked for in folded texts (`sections.py`,
`ingestion/extraction/`).
"""

from collections.abc import Sequence

_ASCII = bytes(range(128))
_APOSTROPHES = frozenset("\u2019\u02bc")


def fold(text: str) -> str:
    """Return the text in lower case with straight apostrophes; its length, and so every offset, stays the same."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    for apostrophe in _APOSTROPHES:
        low = low.replace(apostrophe, "'")
    return low


def fold_all(texts: Sequence[str]) -> list[str]:
    """Return `fold` of each text.

    Over the bytes of all of them, which takes a third of the time, but for those with another capital than A to Z.
    """
    joined = "\n".join(texts).encode("utf-8", "surrogatepass")
    beyond = set(joined.translate(None, _ASCII).decode("utf-8", "surrogatepass"))
    capitals = [character for character in beyond if character.lower() != character]
    lowered = joined.lower()
    for apostrophe in beyond & _APOSTROPHES:
        lowered = lowered.replace(apostrophe.encode(), b"'")
    low = lowered.decode("utf-8", "surrogatepass")
    folded, begin = list[str](), 0
    for text in texts:
        has_capital = any(character in text for character in capitals)
        folded.append(fold(text) if has_capital else low[begin : begin + len(text)])
        begin += len(text) + 1
    return folded
