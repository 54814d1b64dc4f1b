"""Guards: what must or must not stand around an ambiguous phrase for it to count.

Here: the typed guard and its verdict on one occurrence. Not here: finding occurrences
(`matcher.py`) or the guards themselves (`guard.csv` and `skill_guard.csv` in the seeds).
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

import ahocorasick_rs

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


class Words:
    """Words and phrases to be found whole in a short stretch of text."""

    def __init__(self, phrases: tuple[str, ...]) -> None:
        self.phrases = phrases
        self._automaton = ahocorasick_rs.BytesAhoCorasick([to_bytes(phrase) for phrase in phrases])

    def __bool__(self) -> bool:
        return bool(self.phrases)

    def stand_in(self, stretch: str) -> bool:
        """Whether one of the words stands there; one pass takes half the time of looking for each."""
        for index, first, last in self._automaton.find_matches_as_indexes(to_bytes(stretch), overlapping=True):
            phrase = self.phrases[index]
            if stretch[first:last] != phrase:
                continue
            if _parts(stretch[first - 1 : first], phrase[0]) and _parts(stretch[last : last + 1], phrase[-1]):
                return True
        return False


@dataclass(frozen=True, slots=True)
class Guard:
    """One row of a guard seed; all phrases lower-case."""

    guard_id: str
    needs_near: Words
    window: int
    not_before: tuple[str, ...]
    not_after: tuple[str, ...]
    not_near: Words
    not_own_company: bool

    def accepts(self, low: str, start: int, end: int, company: str) -> bool:
        """Whether `low[start:end]` counts; `low` is the folded text, `company` from `company_words`."""
        if self.not_own_company and is_own_company(low[start:end], company):
            return False
        if self.not_before and _ends_with_any(low[max(0, start - _BESIDE) : start], self.not_before):
            return False
        if self.not_after and _starts_with_any(low[end : end + _BESIDE], self.not_after):
            return False
        if not self.not_near and not self.needs_near:
            return True
        before, after = low[max(0, start - self.window) : start], low[end : end + self.window]
        # What speaks for a word may stand in the next bullet of a list; what speaks against it is in its own line.
        if self.not_near and self.not_near.stand_in(f"{before.rpartition(_LINE)[2]}\n{after.partition(_LINE)[0]}"):
            return False
        return not self.needs_near or self.needs_near.stand_in(f"{before}\n{after}")


def to_bytes(text: str) -> bytes:
    """Return one byte for each character, so that an automaton's offsets are code points; the rare ones become "?"."""
    return text.encode("latin-1", "replace")


def read_guard(row: dict[str, str]) -> Guard:
    """Return a guard from its seed row; an empty window is 100 characters."""
    return Guard(
        guard_id=row["guard_id"],
        needs_near=Words(_listed(row["needs_near"])),
        window=int(row["window"] or 100),
        not_before=_listed(row["not_before"]),
        not_after=_listed(row["not_after"]),
        not_near=Words(_listed(row["not_near"])),
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
