"""Long paragraphs without a heading of their own: which describe the company and which the job.

Here: paragraphs in the sections `other` and `company`. Not here: headings and lists (`sections.py`).
"""

import re
from collections.abc import Iterator

from ingestion.text.folding import fold

LONG_PARAGRAPH = 90
"""Fewest characters of a line that is a paragraph and not a heading or an item of a list."""
_COMPANY_OPENING = (
    r"(?:we(?:'re| are| have|'ve)|our (?:mission|vision|company|platform|products?|customers|clients|team)"
    r"|founded (?:in|by)|headquartered|backed by|trusted by)\b"
)
"""How a paragraph about the company begins; others begin with its name, or "At" or "About" and its name."""
_JOB_WORDS = re.compile(
    r"\b(?:you|your|role|positions?|candidates?|applicants?|looking for|seeking|hiring|to join|join (?:us|our|the)"
    r"|opportunity|internship|apprentice\w*|responsib\w+|reports? to)\b"
)
"""Words of a sentence about the job, also under a heading about the company."""


def split_unlabelled_paragraphs(sections: list[tuple[str, int]], text: str, company: str) -> Iterator[tuple[str, int]]:
    """Yield sections (name, start) with `other` and `company` split where paragraphs change between company and job.

    `company` is the name of the posting's own company in lower case; empty where it is not known.
    """
    company_opening = re.compile(
        rf"\W*(?:(?:at |about )?{re.escape(company)}\b|{_COMPANY_OPENING})" if company else _COMPANY_OPENING
    )
    for (name, start), end in zip(sections, [*(start for _, start in sections[1:]), len(text)], strict=True):
        yield name, start
        if name in {"other", "company"}:
            yield from _paragraphs(name, text[start:end], start, company_opening)


def _paragraphs(name: str, part: str, start: int, company_opening: re.Pattern[str]) -> Iterator[tuple[str, int]]:
    """Yield a section (name, start) for each paragraph of one; `start` is the offset of `part` in the text."""
    is_about_company = False
    for line in part.split("\n"):
        # A paragraph after one about the company is taken to continue it, without naming the company again.
        if len(line) >= LONG_PARAGRAPH and (is_about_company or name == "company" or company_opening.match(fold(line))):
            job = _job_offset(line)
            yield from (("company", start), ("other", start + job))[: 1 + (job < len(line))]
            is_about_company = job == len(line)
        elif line.strip():
            yield name, start
        start += len(line) + 1


def _job_offset(line: str) -> int:
    """Return the offset of the first sentence about the job in a paragraph, or the paragraph's length without one."""
    job = _JOB_WORDS.search(fold(line))
    # From the beginning of the sentence, so that both sections contain whole sentences.
    before = max(line.rfind(mark, 0, job.start()) for mark in (". ", "! ", "? ")) if job else len(line)
    return before + 2 if 0 <= before < len(line) else max(before, 0)
