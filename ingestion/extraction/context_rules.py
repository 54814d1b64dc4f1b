"""Guards: what must or must not stand around an ambiguous phrase for it to count.

Here: the typed guard and its verdict on one occurrence. Not here: many occurrences at once
(`context_batches.py`) or the guards themselves (`guard.csv` and `skill_guard.csv` in the seeds).
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

_LEGAL_FORMS = {
    "inc",
    "ltd",
    "llc",
    "gmbh",
    "ag",
    "se",
    "plc",
    "corp",
    "corporation",
    "co",
    "limited",
    "bv",
    "sa",
    "ab",
}
_LINE = "\n"
_BESIDE = 60
"""Characters looked at for `not_before` and `not_after`; longer phrases never stand in a guard."""


@dataclass(frozen=True, slots=True)
class Guard:
    """One row of a guard seed; all phrases lower-case."""

    guard_id: str
    needs_near: tuple[str, ...] = ()
    window: int = 100
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    not_near: tuple[str, ...] = ()
    not_own_company: bool = False

    def accepts(self, low: str, start: int, end: int, company: str) -> bool:
        """Whether `low[start:end]` counts; `low` is the folded text, `company` from `company_words`."""
        return self.accepts_beside(low, start, end, company) and self.accepts_near(low, start, end)

    def accepts_beside(self, low: str, start: int, end: int, company: str) -> bool:
        """Whether `low[start:end]` counts by what stands right beside it and by whose posting it is."""
        if self.not_own_company and is_own_company(low[start:end], company):
            return False
        if self.not_before and _ends_with_any(low[max(0, start - _BESIDE) : start], self.not_before):
            return False
        return not (self.not_after and _starts_with_any(low[end : end + _BESIDE], self.not_after))

    def accepts_near(self, low: str, start: int, end: int) -> bool:
        """Whether `low[start:end]` counts by the words that stand somewhere near it."""
        begin, stop = max(0, start - self.window), end + self.window
        # What speaks for a word may stand in the next bullet of a list; what speaks against it is in its own line.
        if self.not_near:
            line_end = low.find(_LINE, end, stop)
            before = low[max(begin, low.rfind(_LINE, begin, start) + 1) : start]
            if _has_any(f"{before}\n{low[end : stop if line_end < 0 else line_end]}", self.not_near):
                return False
        return not self.needs_near or _has_any(f"{low[begin:start]}\n{low[end:stop]}", self.needs_near)


def read_guard(row: dict[str, str]) -> Guard:
    """Return a guard from its seed row; an empty window is 100 characters."""
    return Guard(
        guard_id=row["guard_id"],
        needs_near=_listed(row["needs_near"]),
        window=int(row["window"] or 100),
        not_before=_listed(row["not_before"]),
        not_after=_listed(row["not_after"]),
        not_near=_listed(row["not_near"]),
        not_own_company=row["not_own_company"].strip().lower() == "true",
    )


@lru_cache(maxsize=4_096)  # the same few names are asked for in every text
def company_words(company: str | None) -> str:
    """Return a company's name in lower-case words without its legal form: `"Acme, Inc."` gives `"acme"`."""
    words = re.findall(r"[^\W_]+", (company or "").lower())
    return " ".join(words[: len(words) - len(list(takewhile(_LEGAL_FORMS.__contains__, reversed(words))))])


def is_own_company(matched: str, company: str) -> bool:
    """Whether the words begin the company's name: Elastic at "Elastic Search GmbH", not Go at "Google"."""
    return bool(company) and f"{company} ".startswith(f"{company_words(matched)} ")


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(item for item in (part.strip().lower() for part in cell.split("|")) if item)


def _has_any(window: str, phrases: tuple[str, ...]) -> bool:
    for phrase in phrases:  # noqa: SIM110 - a plain loop: `any` over a generator took twice the time
        if phrase in window and _has(window, phrase):
            return True
    return False


def _has(window: str, phrase: str) -> bool:
    start = window.find(phrase)
    while start >= 0:
        end = start + len(phrase)
        if _parts(window[start - 1 : start], phrase[0]) and _parts(window[end : end + 1], phrase[-1]):
            return True
        start = window.find(phrase, start + 1)
    return False


def _parts(neighbour: str, edge: str) -> bool:
    return not (neighbour.isalnum() and edge.isalnum())


def _ends_with_any(before: str, phrases: tuple[str, ...]) -> bool:
    close = before.rstrip(" ")
    if not close.endswith(phrases):
        return False
    return any(
        close.endswith(phrase) and _parts(close[-len(phrase) - 1 : -len(phrase)], phrase[0]) for phrase in phrases
    )


def _starts_with_any(after: str, phrases: tuple[str, ...]) -> bool:
    close = after.lstrip(" ")
    if not close.startswith(phrases):
        return False
    return any(
        close.startswith(phrase) and _parts(close[len(phrase) : len(phrase) + 1], phrase[-1]) for phrase in phrases
    )
