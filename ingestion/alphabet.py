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
_NAMED = [code for code in range(128) if _IS_ALNUM[code] and not chr(code).isupper()]
_MARKS = [code for code in range(128) if code not in _NAMED]
_ANY_LETTER, _ANY_MARK = 0x80, 0x81
"""What stands for the letters and for the other characters beyond ASCII."""
_BEGINS, _ENDS, _STATES = 1, 2, 4
_FIRST_MARK = _STATES * (len(_NAMED) + 1)


def _classes() -> bytes:
    table = bytearray([255]) * 256
    for place, code in enumerate([*_NAMED, _ANY_LETTER]):
        table[code] = _STATES * place
    for place, code in enumerate(_MARKS):
        table[code] = _FIRST_MARK + place
    return bytes(table)


_CLASSES = _classes()


def codes_of(text: str) -> Codes:
    """Return the code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


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
    only. Beyond ASCII all letters share their bytes, and so do all other characters.
    """
    narrow = codes.astype(np.uint8)
    beyond = np.flatnonzero(codes > 127)
    narrow[beyond] = np.where(are_alnum(codes[beyond]), _ANY_LETTER, _ANY_MARK)
    classes = np.frombuffer(bytearray(narrow.tobytes().translate(_CLASSES)), dtype=np.uint8)
    in_word = np.zeros(len(classes) + 2, dtype=np.bool_)
    np.less(classes, _FIRST_MARK, out=in_word[1:-1])
    classes += np.greater(in_word[1:-1], in_word[:-2]).view(np.uint8) * np.uint8(_BEGINS)
    classes += np.greater(in_word[1:-1], in_word[2:]).view(np.uint8) * np.uint8(_ENDS)
    return classes.tobytes()
