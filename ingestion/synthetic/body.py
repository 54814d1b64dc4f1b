"""A posting's text as sections and lines that know which skills they name.

Here: the text's structure, its rendering as plain text and HTML, the edits that happen to it
between snapshots, and the skills and decoys it truly holds. Not here: the sentences (`wording`)
and the documents around them (`writers`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape

from .vocabulary import Mention

STRENGTHS = ("required", "preferred", "mentioned")
DECOYS = ("negated", "perk", "company", "ordinary")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence or bullet. `strength` is a strength, or why the skills it names must not count."""

    text: str
    mentions: tuple[Mention, ...] = ()
    strength: str = "mentioned"
    is_bullet: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, which may be empty, and what stands below it."""

    heading: str
    lines: tuple[Line, ...]


Body = tuple[Section, ...]


def _walk(body: Body) -> Iterator[Line]:
    for section in body:
        yield from section.lines


def collect_skills(body: Body, title: tuple[Mention, ...] = ()) -> dict[str, tuple[str, str]]:
    """Map skill id to strength and spelling: the strongest place counts, what only the title names is mentioned."""
    found: dict[str, tuple[str, str]] = {}
    lines = [line for line in _walk(body) if line.mentions]
    for strength in STRENGTHS:
        for line in lines:
            if line.strength == strength:
                for mention in line.mentions:
                    found.setdefault(mention.skill_id, (strength, mention.spelling))
    for mention in title:
        found.setdefault(mention.skill_id, ("mentioned", mention.spelling))
    return found


def collect_decoys(body: Body, title: tuple[Mention, ...] = ()) -> dict[tuple[str, str], str]:
    """(skill id, why) to spelling, for names that stand in the text but are not asked for."""
    lines = [line for line in _walk(body) if line.strength in DECOYS]
    asked = collect_skills(body, title) if lines else {}
    return {
        (mention.skill_id, line.strength): mention.spelling
        for line in lines
        for mention in line.mentions
        if mention.skill_id not in asked
    }


def drop_preferred_line(body: Body) -> Body:
    """Return the body after its employer took one wish back; unchanged where no skill is only preferred."""
    for position, section in enumerate(body):
        for line in section.lines:
            if line.strength == "preferred" and line.mentions:
                rest = tuple(other for other in section.lines if other is not line)
                changed = (replace(section, lines=rest),) if rest else ()
                return (*body[:position], *changed, *body[position + 1 :])
    return body


def append_sentence(body: Body, sentence: str) -> Body:
    """Return the body with one more sentence at its end."""
    last = body[-1]
    return (*body[:-1], replace(last, lines=(*last.lines, Line(sentence))))


def render_plain(body: Body) -> list[str]:
    """Paragraphs and bullets, one string each; bullets start with `- `, sections are set apart by an empty string."""
    blocks: list[str] = []
    for section in body:
        if section.heading:
            blocks += [section.heading, ""]
        prose = " ".join(line.text for line in section.lines if not line.is_bullet)
        bullets = [f"- {line.text}" for line in section.lines if line.is_bullet]
        blocks += [prose, ""] if prose else []
        blocks += [*bullets, ""] if bullets else []
    return blocks[:-1]


def render_html(body: Body, *, heading_tag: str) -> str:
    """Return the same text as a job board stores it."""
    parts: list[str] = []
    for section in body:
        if section.heading:
            heading = escape(section.heading, quote=False)
            parts.append(
                f"<p><strong>{heading}</strong></p>"
                if heading_tag == "strong"
                else f"<{heading_tag}>{heading}</{heading_tag}>"
            )
        prose = " ".join(line.text for line in section.lines if not line.is_bullet)
        if prose:
            parts.append(f"<p>{escape(prose, quote=False)}</p>")
        bullets = "".join(f"<li>{escape(line.text, quote=False)}</li>" for line in section.lines if line.is_bullet)
        if bullets:
            parts.append(f"<ul>{bullets}</ul>")
    return "".join(parts)
