"""The invented words of the synthetic market, read from the data files beside this module.

Here: loading the skills, industries and phrases and expanding the `[skill-id]` marks of a phrase.
Not here: which of them a posting uses (`openings`) and how its text is put together (`composition`).
A phrase file has `== key` lines, each followed by the phrases of that key, one per line.
"""

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
MARK = re.compile(r"\[([a-z0-9-]+)(?:\|([^\]]+))?\]")


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill: its spellings, the share of each role type's postings that name it (0 to 1), and its trend."""

    skill_id: str
    kind: str
    spellings: tuple[str, ...]
    demand: dict[str, float]
    trend: float


@dataclass(frozen=True, slots=True)
class Industry:
    """The words for companies of one industry; `about` are phrases with the blanks `{company}` and `{n}`."""

    name: str
    tags: tuple[str, ...]
    users: str
    documents: str
    product: str
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A skill's name as written in a line."""

    skill_id: str
    spelling: str


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def load_skills() -> tuple[Skill, ...]:
    """All skills, in the order of the file."""
    types = {"ai-first": "ai_first", "ai-support": "ai_support", "ml-first": "ml_first", "other": "other"}
    return tuple(
        Skill(
            row["skill_id"],
            row["kind"],
            tuple(row["spellings"].split("|")),
            {role_type: float(row[column]) / 100 for role_type, column in types.items()},
            float(row["trend"]),
        )
        for row in _rows("skills.csv")
    )


@cache
def load_industries() -> tuple[Industry, ...]:
    """All industries, in the order of the file."""
    return tuple(
        Industry(
            row["industry"],
            tuple(row["tags"].split("|")),
            row["users"],
            row["documents"],
            row["product"],
            tuple(row["about"].split("|")),
        )
        for row in _rows("industries.csv")
    )


@cache
def load_phrases(language: str) -> dict[str, tuple[str, ...]]:
    """Return the phrases of one language (`en`, `de`, `fr`; `names` for companies) by key."""
    phrases: dict[str, list[str]] = {}
    key = ""
    for line in (HERE / f"phrases_{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            key = line[3:]
            phrases[key] = []
        elif line:
            phrases[key].append(line)
    return {name: tuple(lines) for name, lines in phrases.items()}


@cache
def list_marked_skills(phrase: str, *, even_spelled: bool = False) -> tuple[str, ...]:
    """Return the skill ids that a phrase leaves to be spelled, in order; `even_spelled` adds those it spells."""
    return tuple(match.group(1) for match in MARK.finditer(phrase) if even_spelled or not match.group(2))


def expand_marks(phrase: str, spell: Callable[[str], str]) -> tuple[str, tuple[Mention, ...]]:
    """Return the phrase with every mark spelled out, and the mentions that result.

    `Run it on [kubernetes]` is spelled by `spell`; `[go|Go] home` keeps the spelling it has.
    """
    if "[" not in phrase:
        return phrase, ()
    mentions: list[Mention] = []

    def _replace(match: re.Match[str]) -> str:
        spelling = match.group(2) or spell(match.group(1))
        mentions.append(Mention(match.group(1), spelling))
        return spelling

    return MARK.sub(_replace, phrase), tuple(mentions)
