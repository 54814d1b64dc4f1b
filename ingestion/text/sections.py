"""The sections of a posting's text: title, responsibilities, requirements and so on.

Here: which lines are headings, by the phrases of `phrase.csv` with kind `section`, where a list of
demands ends without one, and the spans between them. Not here: paragraphs without a heading (`paragraphs.py`),
what a section means for a mention (`extraction/strength.py`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingestion.text.folding import fold
from ingestion.text.paragraphs import LONG_PARAGRAPH, split_unlabelled_paragraphs

_LONGEST_HEADING = 70
_LONGEST_FLAT = 45
_MARKS = re.compile(r"[\W_]*")
_CLOSING = frozenset(":*_#.…!?–—-")
_BULLETS = ("- ", "* ", "• ", "· ")
_INLINE = re.compile(r"[\W_]*([^:\n]{3,45}):\s+\S")
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile(r"['”`´]")
"""Removed from headings and their phrases, because many writers leave them out: "What youll bring"."""
_LOST_LINE_BREAK = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""A lost line break: "QualificationsRequired"."""
_BULLET = "•"
_INNER_BULLET = re.compile(r"(?<=\S)\s*[•●▪·]")
_CAPITAL = re.compile(r"\b[A-Z]")
_SENTENCE_END = re.compile(r".*[^\s.](?:[.!?]|[.!?)] )(?=[A-Z])")
_QUALIFIER = re.compile(r"\((?:but |highly |strongly |very |all )?([^)]*)\)?$")
_DEMANDS = frozenset({"requirements", "nice_to_have"})
_MARKED_IDEALLY = re.compile(r"(?:[^\w\n]|_)*ideally\b")
_LABEL = re.compile(r"[^.:]{3,45}:\s")
_MANDATORY = re.compile(r"requir|must|mandatory|essential")
"""Words of a label in a nice-to-have list that make its line a requirement."""
_DEMAND_PARAGRAPH = re.compile(
    r"\W*(?:you (?:are|have|bring|should|know|can|must|need)\b|you've|if you(?:'ve| have)\b|we(?:'re| are) looking for"
    r"|(?:the |an? |our )?(?:\w+ )?(?:candidates?|applicants?)\b"
    r"|(?:\w+ ){0,3}(?:experience|expertise|proficien\w+|ability|knowledge|famili\w+|understanding|comfort\w*|skills?"
    r"|background|fluen\w+|exposure|degree|track record|passion\w*)\b|\d+\+? years|strong|proven|demonstrated|solid"
    r"|excellent|bachelor|master|must\b|bonus|nice|preferred|ideally)"
)
"""How a paragraph begins that continues the demands of the list above it."""
_DEMAND_BULLET = re.compile(
    r"\W*(?:(?:you (?:have|are|possess|bring)|you've|you're) )?"
    r"(?:\d+\+? (?:or more )?years?\b|(?:bachelor|master'?s|ph\.?d\b)"
    r"|(?:(?:strong|proven|solid|deep|extensive|excellent|demonstrated|hands-on|practical|prior|previous|good|working|basic"
    r"|in-depth|professional|significant)\b[^.:]{0,40}\b)?(?:experience|proficien\w+|expert|expertise|knowledge|familiar\w*"
    r"|fluen\w+|understanding|competenc[ey]|background|track record|grasp)"
    r"(?:d? (?:with|in|of|using|as|across|building)\b|:))"
)
"""How a bullet begins that is a requirement, also in a list of duties whose requirements lost their heading."""


@dataclass(frozen=True, slots=True)
class Section:
    """A span of the text; half open, code points."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Headings:
    """The phrases of headings, each with its section: `phrases` by their first word, longest first.

    Those of `endings` count only at the end of a heading.
    """

    phrases: Mapping[str, tuple[tuple[str, str], ...]]
    endings: tuple[tuple[str, str], ...]


def read_headings(rows: Iterable[dict[str, str]]) -> Headings:
    """Return the headings among the rows of `phrase.csv`."""
    by_word: dict[str, list[tuple[str, str]]] = {}
    endings: list[tuple[str, str]] = []
    for row in rows:
        if row["kind"] == "section":
            phrase = _plain(fold(row["phrase"]))
            pair = phrase, row["canonical_id"]
            (endings if row["placement"] == "end" else by_word.setdefault(_WORD.findall(phrase)[0], [])).append(pair)
    longest_first = {word: tuple(sorted(group, key=lambda pair: -len(pair[0]))) for word, group in by_word.items()}
    return Headings(longest_first, tuple(endings))


def find_sections(text: str, headings: Headings, company: str = "") -> list[Section]:
    """Return the sections in order and without gaps, from the first line, the title, to the last.

    `company` is the name of the posting's own company in lower case, which marks paragraphs about it.
    """
    begun: list[tuple[str, int]] = []
    labelled = _promote_ideals(list(_beginnings(text, headings)), fold(text))
    # Adjacent parts of one name are one section, and a part without length is none.
    for name, start in split_unlabelled_paragraphs(labelled, text, company):
        if begun and begun[-1][1] == start:
            begun.pop()
        if start < len(text) and not (begun and begun[-1][0] == name):
            begun.append((name, start))
    ends = [*(start for _, start in begun[1:]), len(text)]
    return [Section(name, start, end) for (name, start), end in zip(begun, ends, strict=False)]


def _promote_ideals(begun: list[tuple[str, int]], folded: str) -> list[tuple[str, int]]:
    """Return the sections with an "Ideally you have" list made `requirements`, if nothing else is and wishes follow.

    `begun` are (name, start), `folded` is the folded text.
    """
    ideal = next((place for place, (_, start) in enumerate(begun) if _MARKED_IDEALLY.match(folded, start)), None)
    if ideal is None or begun[ideal][0] != "nice_to_have":
        return begun
    names = [name for name, start in begun if start != begun[ideal][1]]
    if "requirements" in names or "nice_to_have" not in names[ideal:]:
        return begun
    return [*begun[:ideal], ("requirements", begun[ideal][1]), *begun[ideal + 1 :]]


def _beginnings(text: str, headings: Headings) -> Iterator[tuple[str, int]]:
    """Yield sections (name, start) from the headings, labels and bullets of a text.

    Of two at one start the last counts. Bullets and labels change the section of their own line only.
    """
    title, *lines = text.split("\n")
    yield "title", 0
    current, start = "other", len(title) + 1
    yield current, start
    is_listed = False
    for place, line in enumerate(lines):
        end = start + len(line) + 1
        is_bullet = line.lstrip().startswith(_BULLETS)
        # The order of the branches is the order of evidence: a heading, a label, prose, a bullet, a glued heading.
        if _is_heading_like(line):
            if name := _heading(_trim(line), headings):
                current, is_listed = name, False
                yield current, start
        elif ":" in line and (name := _label(line, headings, current)):
            yield name, start
            yield current, end
        elif is_listed and not is_bullet and current in _DEMANDS and _has_left_list(line):
            current = "other"
            yield current, start
        elif is_bullet and current in {"responsibilities", "other"} and _DEMAND_BULLET.match(fold(line)):
            yield from (("requirements", start), (current, end))
        elif inner := _sections_inside(line, lines[place + 1 : place + 3], headings):
            yield from ((name, start + at) for name, at in inner)
            current, is_listed = inner[-1][0], False
        is_listed |= is_bullet
        start = end


def _is_heading_like(line: str) -> bool:
    """Whether a line is short, no sentence and, where it is a bullet, ends with a colon."""
    bare = line.strip()
    if not 2 < len(bare) <= _LONGEST_HEADING or (bare.endswith((".", ",", ";")) and not bare.endswith("...")):
        return False
    return bare.endswith(":") or not bare.startswith(_BULLETS)


def _has_left_list(line: str) -> bool:
    """Whether a long paragraph below a list of demands ends it: it is about the company, the pay or the law."""
    return (
        len(line) >= LONG_PARAGRAPH
        and not line[:1].isspace()
        and (line.endswith((".", "!", "?")) or ". " in line)
        and not _LABEL.match(line)
        and not _DEMAND_PARAGRAPH.match(fold(line))
    )


def _sections_inside(line: str, following: Sequence[str], headings: Headings) -> list[tuple[str, int]]:
    """Return the sections (name, offset in the line) that begin inside a line that lost its line breaks."""
    below = next((other for other in following if other), "").lstrip()
    is_listed = below.startswith(_BULLETS)
    if flat := list(_sections_in_one_line(f"{line} {_BULLET}" if is_listed else line, headings)):
        return flat
    # Only above a list: at the end of running text a short sentence resembles a heading too much.
    tail = _glued_heading_start(line) if is_listed else 0
    name = _heading(_trim(line[tail:]), headings) if tail else None
    return [(name, tail)] if name else []


def _glued_heading_start(line: str) -> int:
    """Return the offset of a heading that lost the line break before it ("… we bake. Your role"); 0 without one."""
    match = _SENTENCE_END.match(line)
    tail = line[match.end() :] if match else ""
    return len(line) - len(tail) if tail and _is_heading_like(tail) and ":" not in tail[:-1] else 0


def _sections_in_one_line(line: str, headings: Headings) -> Iterator[tuple[str, int]]:
    """Yield the sections inside a line whose lists lost their line breaks: whole headings right before a bullet."""
    for bullet in _INNER_BULLET.finditer(line):
        before = line[: bullet.start()]
        for begin in _CAPITAL.finditer(before, max(0, len(before) - _LONGEST_FLAT)):
            heading = _trim(before[begin.start() :])
            first = _WORD.match(heading)
            phrases = headings.phrases.get(first[0] if first else "", ())
            name = next((name for phrase, name in phrases if phrase == heading), None)
            # A single word ("Skills") is too common in running text to be a heading without its colon.
            if name and (before.endswith(":") or " " in heading):
                yield name, begin.start()
                break


def _trim(line: str) -> str:
    """Return a heading folded, without the marks before it, the punctuation after it and apostrophes."""
    line = fold(_LOST_LINE_BREAK.sub(" ", line))
    end = len(line)
    while end and (line[end - 1] in _CLOSING or line[end - 1].isspace()):
        end -= 1
    marks = _MARKS.match(line, 0, end)
    return _plain(line[marks.end() if marks else 0 : end])


def _plain(folded: str) -> str:
    return _APOSTROPHES.sub("", folded)


def _heading(heading: str, headings: Headings) -> str | None:
    """Return the section that a heading opens, or None.

    A qualifier in parentheses, "Skills (preferred)", wins over the heading; its last words count before the rest.
    """
    qualifier = _QUALIFIER.search(heading)
    qualified = _phrase_section(qualifier[1], headings) if qualifier and qualifier[1] else None
    name = _phrase_section(heading, headings)
    # "Requirements (preferred)" is a wish list, whatever the heading itself is called.
    if qualified == "nice_to_have" and name in {None, *_DEMANDS}:
        return qualified
    if name in {"nice_to_have", "aside", "other"}:
        return name
    ended = next((name for phrase, name in headings.endings if heading.endswith(" " + phrase)), None)
    return ended or name


def _phrase_section(heading: str, headings: Headings) -> str | None:
    """Return the section of a phrase at the start of a heading or of one of two words or more inside it."""
    for match in _WORD.finditer(heading):
        for phrase, name in headings.phrases.get(match.group(), ()):
            at = match.start()
            if at and (_is_word(phrase) or _is_inner_name(name)):
                continue
            if heading.startswith(phrase, at) and not heading[at + len(phrase) : at + len(phrase) + 1].isalnum():
                return name if _is_close(heading, phrase, at) else None
    return None


def _is_word(phrase: str) -> bool:
    return " " not in phrase and "-" not in phrase


def _is_inner_name(name: str) -> bool:
    # "... about the company" inside a longer heading opens no section; requirements and duties do.
    return name in {"company", "legal", "aside", "other"}


def _is_close(heading: str, phrase: str, at: int) -> bool:
    """Whether a phrase makes up enough of a heading; a single word only where little else stands beside it.

    "Benefits" opens a section, "Benefits administration platform for small companies" does not.
    """
    rest = len(heading) - len(phrase)
    return " " in phrase or (at == 0 and rest <= 24) or (at > 0 and not _is_word(phrase))


def _label(line: str, headings: Headings, current: str) -> str | None:
    """Return the section of a line with an inline label ("Preferred: Rust"): `requirements`, `nice_to_have` or None.

    In a nice-to-have list only a label such as "Required:" makes a requirement; "Expertise in: Rust" does not.
    """
    match = _INLINE.match(line)
    label = _trim(match[1]) if match else ""
    name = _heading(label, headings) if 0 < len(label) <= 40 else None
    if current == "nice_to_have" and name == "requirements" and not _MANDATORY.search(label):
        return None
    return name if name in _DEMANDS else None
