"""How strongly a text asks for what it mentions, from cue phrases in the same sentence and the section.

Here: the reach of cues ("a plus", "no … required", "we give you") and what wins where several
reach. Not here: the cues themselves (`phrase.csv`, kind `strength`), sections (`sections.py`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingestion.matcher import Hit

_SENTENCE_END = re.compile(r"[.!?;](?= )|\n")
_CLAUSE_END = re.compile(r"[,:(—–.]| but ")
_RANK = {"negated": 0, "boilerplate": 1, "preferred": 2, "required": 3}
_BY_SECTION = {"requirements": "required", "nice_to_have": "preferred", "legal": "boilerplate"}


@dataclass(frozen=True, slots=True)
class Reach:
    """A span in which a cue speaks."""

    start: int
    end: int
    strength: str


def find_reaches(low: str, cues: Sequence[Hit]) -> list[Reach]:
    """Return where each cue speaks, strongest verdict first.

    A cue of placement `after` speaks of what follows it in its sentence, `before` of what precedes
    it, both up to the next cue; `any` of the whole sentence. A negation ends with its clause:
    "no Java, but Python" negates Java only.
    """
    reaches = [_reach(low, cue, cues) for cue in cues]
    return sorted(reaches, key=lambda reach: (_RANK[reach.strength], reach.start, reach.end))


def decide_strength(start: int, section: str, reaches: Sequence[Reach]) -> str:
    """Return the strength of what starts at `start`: the first cue that reaches it, else what its section says."""
    for reach in reaches:
        if reach.start <= start < reach.end:
            return reach.strength
    return _BY_SECTION.get(section, "mentioned")


def _reach(low: str, cue: Hit, cues: Sequence[Hit]) -> Reach:
    strength, placement = cue.entry.canonical_id, cue.entry.placement
    start, end = _sentence(low, cue.start, cue.end)
    if strength == "negated" and (clause := _CLAUSE_END.search(low, cue.end, end)):
        end = clause.start()
    if placement == "after":
        start, end = cue.end, min([end, *(other.start for other in cues if other.start >= cue.end)])
    elif placement == "before":
        start, end = max([start, *(other.end for other in cues if other.end <= cue.start)]), cue.start
    return Reach(start, end, strength)


def _sentence(low: str, start: int, end: int) -> tuple[int, int]:
    line_start = low.rfind("\n", 0, start) + 1
    ends = [match.end() for match in _SENTENCE_END.finditer(low, line_start, start)]
    after = _SENTENCE_END.search(low, end)
    return ends[-1] if ends else line_start, after.start() if after else len(low)
