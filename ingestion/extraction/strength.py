"""Strength of mentions: required, preferred, mentioned, boilerplate or negated.

Here: how far cue phrases reach ("a plus", "no … required", "we give you") and which one wins where several
reach the same place. Not here: the cues themselves (`phrase.csv`, kind `strength`), sections (`sections.py`).
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from ingestion.extraction.matcher import PhraseMatch

_SENTENCE_ENDS = (". ", "! ", "? ", "; ", "•", "●", "▪", "·")
_NAME = r"[\w.+#/&-]+(?: [\w.+#/&-]+)?"
_LISTED = rf"(?:{_NAME}, )*{_NAME},? (?:or|nor) "
_CLAUSE_END = re.compile(rf"[:()—–.]| - | but |,(?! {_LISTED})")
"""Ends a negation; a comma in a list that goes on to "or" does not: "no Java, Kotlin or Scala"."""
_CLAUSE_START = re.compile(r"[(—–]| - |\b(?:but|though|although|while|whereas|however)\b")
_BARE_REACH = 60
"""Characters that a single word ("no", "without") negates; names further on belong to another statement."""
_FILLERS = re.compile(r"(?:\W|\b(?:an?|as|be|big|considered|highly|is|more|seen|strongly|very|would)\b)*")
_WORDS = re.compile(r"\w")
_GOES_ON = re.compile(r"\) ?(?:,|or\b|and\b)")
_NAME_START = re.compile(r"[,:;] | (?:and|or) ")
_STUDY_END = re.compile(
    r"[;:.)\d]|\b(?:with|plus|coupled|combined|experience|knowledge|skills|strong|proven|and an?)\b"
)
"""Ends a field of study: the sentence goes on with knowledge or experience."""
_COLLEAGUES_END = re.compile(
    r"[;:.()]|\b(?:to|on|in|for|through|using|who|while|by|as|so|across|around|towards?|building|following)\b"
)
"""Ends a list of colleagues: the sentence goes on with what they do together."""
_ENDS = {"study": _STUDY_END, "colleagues": _COLLEAGUES_END}
_RANK = {"negated": 0, "boilerplate": 1, "preferred": 2, "required": 3}
BY_SECTION = {"requirements": "required", "nice_to_have": "preferred", "legal": "boilerplate", "aside": "boilerplate"}
"""The strength of what a section names, where no cue reaches; in the other sections it is only mentioned."""
STRENGTHS = ("", "mentioned", "required", "preferred", "boilerplate", "negated")


_Reach = tuple[int, int, str]
"""Start and end of the span that a cue reaches, and its strength."""


@dataclass(frozen=True, slots=True)
class CueStrengths:
    """The strength that the cues of a text give its places: `strengths[i]` from `edges[i - 1]` to `edges[i]`.

    An empty string is a stretch that no cue reaches.
    """

    edges: list[int]
    strengths: list[str]

    def at(self, start: int, section: str) -> str:
        """Return the strength of what starts at `start`: the cue's, else that of its section."""
        return self.strengths[bisect_right(self.edges, start)] or BY_SECTION.get(section, "mentioned")


def read_cues(folded: str, cues: Sequence[PhraseMatch]) -> CueStrengths:
    """Return the strengths that cues give to the places of a text; of several at one place the first by rank wins.

    A cue of placement `after` reaches what follows it in its sentence, `before` what precedes
    it, both up to the next cue; `any` reaches the whole sentence. A negation stays in its clause:
    "no Java, but Python" negates Java only, and so does "Python, though Java is not required".
    """
    reaches = sorted((_reach(folded, cue, cues) for cue in cues), key=lambda reach: _RANK[reach[2]])
    # Between two edges the strength is constant, so that a place is found by one bisection.
    edges = sorted({edge for start, end, _ in reaches for edge in (start, end)})
    return CueStrengths(edges, ["", *(_decide(edge, reaches) for edge in edges)])


def _decide(place: int, reaches: Sequence[_Reach]) -> str:
    """Return the strength of the first reach, in order of rank, that covers a place."""
    for start, end, strength in reaches:
        if start <= place < end:
            return strength
    return ""


def _reach(folded: str, cue: PhraseMatch, cues: Sequence[PhraseMatch]) -> _Reach:
    strength, placement = cue.entry.canonical_id, cue.entry.placement
    start, end = _sentence(folded, cue.start, cue.end)
    if strength == "negated":
        start, end = _clause(folded, cue, start, end)
    if strength == "preferred":
        start, end = _aside(folded, cue, start, end)
    if strength in _ENDS:
        # Fields of study and colleagues are lists whose skills nobody has to have, up to where the sentence goes on.
        following = _ENDS[strength].search(folded, cue.end, end)
        strength, end = "boilerplate", following.start() if following else end
    if placement == "after":
        start, end = cue.end, min([end, *(other.start for other in cues if other.start >= cue.end)])
    elif placement == "before":
        start, end = max([start, *(other.end for other in cues if other.end <= cue.start)]), cue.start
    return start, end, strength


def _sentence(folded: str, start: int, end: int) -> tuple[int, int]:
    # By plain searches: a pattern that tries each character took five times as long.
    line_start, line_end = folded.rfind("\n", 0, start) + 1, folded.find("\n", end)
    line_end = len(folded) if line_end < 0 else line_end
    before = max([folded.rfind(mark, line_start, start) for mark in _SENTENCE_ENDS])
    after = [place for mark in _SENTENCE_ENDS if (place := folded.find(mark, end, line_end)) >= 0]
    return max(before + 1, line_start), min(after, default=line_end)


def _aside(folded: str, cue: PhraseMatch, start: int, end: int) -> tuple[int, int]:
    """Return the part of a sentence that a "preferred" cue in parentheses reaches.

    "Python (a plus: Rust)" reaches what the parentheses contain; where they contain the cue alone, "SQL, Go (a plus)",
    it reaches what stands before them, and of a list that goes on, "Rust (a plus), and Go", the last name.
    """
    opened = folded.rfind("(", start, cue.start)
    if opened < 0 or ")" in folded[opened : cue.start] or not _WORDS.search(folded, start, opened):
        return start, end
    closed = folded.find(")", cue.end, end)
    closed = closed if closed >= 0 else end
    if cue.entry.placement == "after" or not _FILLERS.fullmatch(folded, opened + 1, cue.start):
        return opened, closed
    names = [match.end() for match in _NAME_START.finditer(folded, start, opened)]
    return names[-1] if names and _GOES_ON.match(folded, closed) else start, closed


def _clause(folded: str, cue: PhraseMatch, start: int, end: int) -> tuple[int, int]:
    """Return the part of the sentence that a negation reaches."""
    starts = [match.end() for match in _CLAUSE_START.finditer(folded, start, cue.start)]
    following = _CLAUSE_END.search(folded, cue.end, end)
    stop = following.start() if following else end
    # A phrase of several words ("no experience with") reaches to the end of its clause, a bare "no" only a few words.
    return starts[-1] if starts else start, stop if " " in cue.entry.phrase else min(stop, cue.end + _BARE_REACH)
