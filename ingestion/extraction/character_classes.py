"""Characters as the automaton reads them: one byte each, which also encodes whether a word begins or ends there.

Here: letters, digits and word edges, for whole arrays of characters. Not here: folding of case (`text/folding.py`)
and the phrases (`matcher.py`).
"""

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

_TABLE_SIZE = 0x3000
_IS_ALNUM = np.array([chr(code).isalnum() for code in range(_TABLE_SIZE)], dtype=np.bool_)
"""Whether a character is a letter or digit, by code point; the rare ones beyond the table are tested one by one."""
_LETTERS = [code for code in range(128) if _IS_ALNUM[code] and not chr(code).isupper()]
_MARKS = [*(code for code in range(128) if not _IS_ALNUM[code]), *map(ord, "£¥·–—‘“”•…€₹")]
"""Punctuation with bytes of its own. Letters beyond ASCII share one byte, and so do all other characters."""
# 256 byte values: each letter takes four (inside a word, begins one, ends one, both), a mark takes one.
_BEGINS, _ENDS, _STATES = 1, 2, 4
_ANY_LETTER = _STATES * len(_LETTERS)
_FIRST_MARK = _ANY_LETTER + _STATES
_ANY_MARK = _FIRST_MARK + len(_MARKS)
_CLASSES = np.where(_IS_ALNUM, np.uint8(_ANY_LETTER), np.uint8(_ANY_MARK))
_CLASSES[_LETTERS] = np.arange(0, _ANY_LETTER, _STATES)
_CLASSES[_MARKS] = np.arange(_FIRST_MARK, _ANY_MARK)
_CLASSES_OF_BYTES = _CLASSES[:256].tobytes()
"""The byte of each character below 256 inside a word."""


def codes_of(text: str) -> Codes:
    """Return the code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def has_shared_bytes(text: str) -> bool:
    """Whether the bytes of a text also stand for other characters, so that a match must be compared."""
    return bool(np.isin(_classes_of(codes_of(text)), [_ANY_LETTER, _ANY_MARK]).any())


def _classes_of(codes: Codes) -> npt.NDArray[np.uint8]:
    classes: npt.NDArray[np.uint8] = _CLASSES[np.minimum(codes, _TABLE_SIZE - 1)]
    rare = np.flatnonzero(codes >= _TABLE_SIZE)
    classes[rare] = np.where(are_alnum(codes[rare]), _ANY_LETTER, _ANY_MARK)
    return classes


def are_alnum(codes: Codes) -> Booleans:
    """Whether characters are letters or digits, with the results of `str.isalnum`."""
    is_alnum: Booleans = _IS_ALNUM[np.minimum(codes, _TABLE_SIZE - 1)]
    rare = np.flatnonzero(codes >= _TABLE_SIZE)
    if len(rare):
        # `str.isalnum` once per distinct character: a Chinese text repeats a few hundred.
        distinct, index = np.unique(codes[rare], return_inverse=True)
        is_alnum[rare] = np.array([chr(code).isalnum() for code in distinct.tolist()])[index]
    return is_alnum


def to_bytes(codes: Codes) -> bytes:
    """Return one byte for each character of a folded text, so that the automaton's offsets are code points.

    A letter or digit that begins or ends a word has another byte than one inside, so the automaton finds phrases as
    whole words only. Beyond ASCII all letters share their bytes, and so do nearly all other characters.
    """
    return with_edges(to_classes(codes))


def to_classes(codes: Codes) -> bytes:
    """Return the bytes of characters as they are inside a word."""
    # `bytes.translate` is right below 256 and costs a fifth of looking each character up; the rest is corrected.
    classes = bytearray(codes.astype(np.uint8).tobytes().translate(_CLASSES_OF_BYTES))
    above = np.flatnonzero(codes > 255)
    np.frombuffer(classes, dtype=np.uint8)[above] = _classes_of(codes[above])
    return bytes(classes)


def with_edges(classes: bytes) -> bytes:
    """Return the bytes from `to_classes` with the beginnings and ends of words marked in them."""
    edged = np.frombuffer(bytearray(classes), dtype=np.uint8)
    # One more place on either side: the text itself begins and ends a word.
    in_word = np.zeros(len(edged) + 2, dtype=np.bool_)
    np.less(edged, _FIRST_MARK, out=in_word[1:-1])
    edged += np.greater(in_word[1:-1], in_word[:-2]).view(np.uint8) * np.uint8(_BEGINS)
    edged += np.greater(in_word[1:-1], in_word[2:]).view(np.uint8) * np.uint8(_ENDS)
    return edged.tobytes()
