"""The sections of a posting's text: title, responsibilities, requirements and so on.

Here: which lines are headings, by the phrases of `phrase.csv` with kind `section`, and the spans
between them. Not here: what a section means for a mention (`strength.py`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ingestion.rules import fold

_LONGEST_HEADING = 70
_MARKS = re.compile(r"[\W_]*")
_CLOSING = frozenset(":*_#.…!?–—-")
_INLINE = re.compile(r"[\W_]*([^:\n]{3,45}):\s+\S")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Section:
    """A span of the text; half open, code points."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Headings:
    """The phrases of headings by their first word, longest first."""

    phrases: Mapping[str, tuple[tuple[str, str], ...]]


def read_headings(rows: Iterable[dict[str, str]]) -> Headings:
    """Return the headings among the rows of `phrase.csv`."""
    by_word: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        if row["kind"] == "section":
            phrase = fold(row["phrase"])
            by_word.setdefault(_WORD.findall(phrase)[0], []).append((phrase, row["canonical_id"]))
    return Headings({word: tuple(sorted(group, key=lambda pair: -len(pair[0]))) for word, group in by_word.items()})


def find_sections(text: str, headings: Headings) -> list[Section]:
    """Return the sections in order and without gaps, from the first line, the title, to the last."""
    begun: list[tuple[str, int]] = []
    for name, start in _beginnings(fold(text), headings):
        if begun and begun[-1][1] == start:
            begun.pop()
        if start < len(text) and not (begun and begun[-1][0] == name):
            begun.append((name, start))
    ends = [*(start for _, start in begun[1:]), len(text)]
    return [Section(name, start, end) for (name, start), end in zip(begun, ends, strict=False)]


def _beginnings(low: str, headings: Headings) -> Iterator[tuple[str, int]]:
    """Yield where a section begins, maybe the one that is going on already; of two at one place the last counts."""
    title, *lines = low.split("\n")
    yield "title", 0
    current, start = "other", len(title) + 1
    yield current, start
    for line in lines:
        end = start + len(line) + 1
        if _is_heading_like(line):
            current = _heading(_trim(line), headings) or current
            yield current, start
        elif ":" in line and (name := _label(line, headings)):
            yield name, start
            yield current, end
        start = end


def _is_heading_like(line: str) -> bool:
    """Return whether a line is short and no sentence and, where it is a bullet, ends with a colon."""
    bare = line.strip()
    if not 2 < len(bare) <= _LONGEST_HEADING or (bare.endswith((".", ",", ";")) and not bare.endswith("...")):
        return False
    return bare.endswith(":") or not bare.startswith(("- ", "* ", "• ", "· "))


def _trim(line: str) -> str:
    """Return the heading without the marks before it and the punctuation after it."""
    end = len(line)
    while end and (line[end - 1] in _CLOSING or line[end - 1].isspace()):
        end -= 1
    marks = _MARKS.match(line, 0, end)
    return line[marks.end() if marks else 0 : end]


def _heading(heading: str, headings: Headings) -> str | None:
    """Return the section a heading opens, by a phrase at its start or one of two words or more inside it."""
    whole = heading
    for match in _WORD.finditer(heading):
        for phrase, name in headings.phrases.get(match.group(), ()):
            at = match.start()
            if at and (" " not in phrase or _is_inner_name(name)):
                continue
            if whole.startswith(phrase, at) and not whole[at + len(phrase) : at + len(phrase) + 1].isalnum():
                return name if _is_close(whole, phrase, at) else None
    return None


def _is_inner_name(name: str) -> bool:
    # "... about the company" inside a longer heading says nothing; requirements and duties do.
    return name in {"company", "legal", "other"}


def _is_close(heading: str, phrase: str, at: int) -> bool:
    """Single words open a section only where little else stands beside them: not "Benefits administration platform"."""
    rest = len(heading) - len(phrase)
    return " " in phrase or (at == 0 and rest <= 24)


def _label(line: str, headings: Headings) -> str | None:
    """Return what an inline label ("Preferred: Rust") says of its own line; only the two that ask for skills do."""
    match = _INLINE.match(line)
    label = match[1].strip() if match else ""
    name = _heading(label, headings) if 0 < len(label) <= 40 else None
    return name if name in {"nice_to_have", "requirements"} else None
