"""Characters as the automaton reads them: one byte each, which tells whether a word begins or ends there.

Here: letters, digits and word edges, for many characters at once. Not here: folding of case (`rules.py`) and the
phrases (`matcher.py`).
"""

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

_KNOWN = 0x3000
_IS_ALNUM = np.array([chr(code).isalnum() for code in range(_KNOWN)], dtype=np.bool_)
"""Whether a character is a letter or digit, by code point; the rare ones beyond are asked one by one."""
_LETTERS = [code for code in range(128) if _IS_ALNUM[code] and not chr(code).isupper()]
_MARKS = [*(code for code in range(128) if not _IS_ALNUM[code]), *map(ord, "£¥·–—‘“”•…€₹")]
"""Characters with bytes of their own; the letters beyond ASCII share theirs, and so do all other characters."""
_BEGINS, _ENDS, _STATES = 1, 2, 4
_ANY_LETTER = _STATES * len(_LETTERS)
_FIRST_MARK = _ANY_LETTER + _STATES
_ANY_MARK = _FIRST_MARK + len(_MARKS)
_CLASSES = np.where(_IS_ALNUM, np.uint8(_ANY_LETTER), np.uint8(_ANY_MARK))
_CLASSES[_LETTERS] = np.arange(0, _ANY_LETTER, _STATES)
_CLASSES[_MARKS] = np.arange(_FIRST_MARK, _ANY_MARK)
_CLASSES_OF_BYTES = _CLASSES[:256].tobytes()
"""The byte of each character inside a word."""


def codes_of(text: str) -> Codes:
    """Return the code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def has_shared_bytes(text: str) -> bool:
    """Whether other characters have the bytes of a text too."""
    return bool(np.isin(_classes_of(codes_of(text)), [_ANY_LETTER, _ANY_MARK]).any())


def _classes_of(codes: Codes) -> npt.NDArray[np.uint8]:
    found: npt.NDArray[np.uint8] = _CLASSES[np.minimum(codes, _KNOWN - 1)]
    rare = np.flatnonzero(codes >= _KNOWN)
    found[rare] = np.where(are_alnum(codes[rare]), _ANY_LETTER, _ANY_MARK)
    return found


def are_alnum(codes: Codes) -> Booleans:
    """Whether characters are letters or digits, as `str.isalnum` says."""
    found: Booleans = _IS_ALNUM[np.minimum(codes, _KNOWN - 1)]
    rare = np.flatnonzero(codes >= _KNOWN)
    if len(rare):
        kinds, place = np.unique(codes[rare], return_inverse=True)
        found[rare] = np.array([chr(code).isalnum() for code in kinds.tolist()])[place]
    return found


def to_bytes(codes: Codes) -> bytes:
    """Return one byte for each character of a folded text, so that the automaton's offsets are code points.

    A letter or digit that begins or ends a word has another byte than one inside: a phrase is found as whole words
    only. Beyond ASCII all letters share their bytes, and so do nearly all other characters.
    """
    return with_edges(to_classes(codes))


def to_classes(codes: Codes) -> bytes:
    """Return the bytes of characters as they are inside a word."""
    # By the byte, which is right below 256 and costs a fifth of looking each character up.
    classes = bytearray(codes.astype(np.uint8).tobytes().translate(_CLASSES_OF_BYTES))
    far = np.flatnonzero(codes > 255)
    np.frombuffer(classes, dtype=np.uint8)[far] = _classes_of(codes[far])
    return bytes(classes)


def with_edges(classes: bytes) -> bytes:
    """Return the bytes of characters as they are where words begin and end."""
    found = np.frombuffer(bytearray(classes), dtype=np.uint8)
    in_word = np.zeros(len(found) + 2, dtype=np.bool_)
    np.less(found, _FIRST_MARK, out=in_word[1:-1])
    found += np.greater(in_word[1:-1], in_word[:-2]).view(np.uint8) * np.uint8(_BEGINS)
    found += np.greater(in_word[1:-1], in_word[2:]).view(np.uint8) * np.uint8(_ENDS)
    return found.tobytes()
