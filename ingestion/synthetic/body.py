"""A posting's text as sections and lines, each line with the skills that it names.

Here: the text's structure, its rendering as plain text and HTML, the edits between
snapshots, and the true skills and decoys of a text. Not here: the sentences (`composition`)
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
    """A sentence or bullet. `strength` is one of STRENGTHS, or of DECOYS where its skills must not count."""

    text: str
    mentions: tuple[Mention, ...] = ()
    strength: str = "mentioned"
    is_bullet: bool = False


@dataclass(frozen=True, slots=True)
class TextSection:
    """A heading, which may be empty, and the lines below it."""

    heading: str
    lines: tuple[Line, ...]


Body = tuple[TextSection, ...]


def _walk(body: Body) -> Iterator[Line]:
    for section in body:
        yield from section.lines


def collect_skills(body: Body, title: tuple[Mention, ...] = ()) -> dict[str, tuple[str, str]]:
    """Map skill id to strength and spelling: the strongest line counts; a skill only in the title is mentioned."""
    skills: dict[str, tuple[str, str]] = {}
    lines = [line for line in _walk(body) if line.mentions]
    # From the strongest on, so that `setdefault` keeps the strongest.
    for strength in STRENGTHS:
        for line in lines:
            if line.strength == strength:
                for mention in line.mentions:
                    skills.setdefault(mention.skill_id, (strength, mention.spelling))
    for mention in title:
        skills.setdefault(mention.skill_id, ("mentioned", mention.spelling))
    return skills


def collect_decoys(body: Body, title: tuple[Mention, ...] = ()) -> dict[tuple[str, str], str]:
    """Map (skill id, kind of decoy) to spelling, for names in the text that are no skills of the posting."""
    lines = [line for line in _walk(body) if line.strength in DECOYS]
    true_skills = collect_skills(body, title) if lines else {}
    return {
        (mention.skill_id, line.strength): mention.spelling
        for line in lines
        for mention in line.mentions
        if mention.skill_id not in true_skills
    }


def drop_preferred_line(body: Body) -> Body:
    """Return the body without its first line of preferred skills; unchanged where there is none."""
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
    """Return paragraphs and bullets, one string each; bullets start with `- `, an empty string ends a section."""
    blocks: list[str] = []
    for section in body:
        if section.heading:
            blocks += [section.heading, ""]
        sentences = " ".join(line.text for line in section.lines if not line.is_bullet)
        bullets = [f"- {line.text}" for line in section.lines if line.is_bullet]
        blocks += [sentences, ""] if sentences else []
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
        sentences = " ".join(line.text for line in section.lines if not line.is_bullet)
        if sentences:
            parts.append(f"<p>{escape(sentences, quote=False)}</p>")
        bullets = "".join(f"<li>{escape(line.text, quote=False)}</li>" for line in section.lines if line.is_bullet)
        if bullets:
            parts.append(f"<ul>{bullets}</ul>")
    return "".join(parts)
