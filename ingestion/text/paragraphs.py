"""Prose that no heading parts: where it tells of the company and where of the job.

Here: paragraphs of sections that ask for nothing by themselves. Not here: headings and lists (`sections.py`).
"""

import re
from collections.abc import Iterator

from ingestion.text.folding import fold

PROSE = 90
"""Characters from which on a paragraph can be prose and not a heading or an item of a list."""
_TELLS_OF_US = (
    r"(?:we(?:'re| are| have|'ve)|our (?:mission|vision|company|platform|products?|customers|clients|team)"
    r"|founded (?:in|by)|headquartered|backed by|trusted by)\b"
)
"""How prose begins that describes the company; so does its name, or "At" and its name."""
_TELLS_OF_THE_JOB = re.compile(
    r"\b(?:you|your|role|positions?|candidates?|applicants?|looking for|seeking|hiring|to join|join (?:us|our|the)"
    r"|opportunity|internship|apprentice\w*|responsib\w+|reports? to)\b"
)
"""What stands in prose about the job, also under a heading about the company."""


def split_unlabelled_paragraphs(begun: list[tuple[str, int]], text: str, company: str) -> Iterator[tuple[str, int]]:
    """Yield the beginnings with prose about the company parted from prose about the job, where no heading asks."""
    ours = re.compile(rf"\W*(?:(?:at |about )?{re.escape(company)}\b|{_TELLS_OF_US})" if company else _TELLS_OF_US)
    for (name, start), end in zip(begun, [*(start for _, start in begun[1:]), len(text)], strict=True):
        yield name, start
        if name in {"other", "company"}:
            yield from _paragraphs(name, text[start:end], start, ours)


def _paragraphs(name: str, part: str, start: int, ours: re.Pattern[str]) -> Iterator[tuple[str, int]]:
    """Yield what the paragraphs of a section tell of; one that goes on about the company need not name it again."""
    is_ours = False
    for line in part.split("\n"):
        if len(line) >= PROSE and (is_ours or name == "company" or ours.match(fold(line))):
            job = _job(line)
            yield from (("company", start), ("other", start + job))[: 1 + (job < len(line))]
            is_ours = job == len(line)
        elif line.strip():
            yield name, start
        start += len(line) + 1


def _job(line: str) -> int:
    """Return where prose about the company begins to speak of the job: the start of that sentence, or the end."""
    job = _TELLS_OF_THE_JOB.search(fold(line))
    before = max(line.rfind(mark, 0, job.start()) for mark in (". ", "! ", "? ")) if job else len(line)
    return before + 2 if 0 <= before < len(line) else max(before, 0)
