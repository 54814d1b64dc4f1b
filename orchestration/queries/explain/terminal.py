"""A posting explained at a terminal: its attributes, the mentions that do not count, its text with marks.

Here: wrapping, marks and colours. Not here: what is shown (`posting.py`).
"""

import re
import textwrap
from collections.abc import Iterator

from orchestration.queries.explain.explanation import Attribute, Explanation, ShownMention
from orchestration.queries.explain.spans import Piece, groups

# Control characters, which a terminal would obey, and those that change the direction of writing: a posting comes from
# a stranger. Each is shown as U+FFFD.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Private-use characters stand for the parts of a mark until the text is wrapped: GLUE for a space at which a line must
# not break, ON and OFF for its beginning, END for its end. So the escape sequences of colours do not count as width.
GLUE, ON, OFF, END = "\ue000", "\ue001", "\ue002", "\ue003"
PRIVATE = re.compile(f"[{GLUE}{ON}{OFF}{END}]")


def lines(explanation: Explanation, width: int, *, colour: bool) -> Iterator[str]:
    """Give the explanation as lines of at most `width` characters; `colour` adds terminal colours to the brackets."""
    by_number = {mention.number: mention for mention in explanation.mentions}
    date = f"text of {explanation.seen_on}" if explanation.seen_on else "text without a date"
    more = f", the latest of {explanation.version_count} versions" if explanation.version_count > 1 else ""
    yield from _wrapped(
        f"{explanation.title}  at  {explanation.company}  ({explanation.posting_id}; {date}{more})", width, 0
    )
    yield from _wrapped("documents", width, 0)
    for document in explanation.documents:
        yield from _wrapped(f"{document.letter}  {document.snapshot_on}, {document.uri}", width)
    yield from _wrapped("attributes: value (source, document), rule: words [number in the text]", width, 0)
    for attribute in explanation.attributes:
        words = _supporting_words(attribute, by_number)
        yield from _wrapped(f"{attribute.name} = {attribute.value}  ({attribute.source}){words}", width)
    yield from _wrapped("skills: strength, rule: words [number in the text]", width, 0)
    for skill in explanation.skills:
        yield from _wrapped(f"{skill.name}: {skill.value}{_supporting_words(skill, by_number)}", width)
    yield from _role_scores(explanation, width)
    if explanation.links:
        yield from _wrapped("same opening as", width, 0)
        for link in explanation.links:
            yield from _wrapped(f"{link['other_posting_id']}: {link['reason']}", width)
    left_out = [mention for mention in explanation.mentions if mention.why_not]
    if left_out:
        yield from _wrapped("found but not counted", width, 0)
        for mention in left_out:
            match = f"[{mention.number}] {mention.kind} {mention.what} “{mention.words}”"
            yield from _wrapped(f"{match}: {mention.why_not} ({mention.rule})", width)
    yield from _wrapped("text: [words|kind number], [-words-|not counted number]", width, 0)
    yield from _text(explanation, width, colour)


def plain(value: object) -> str:
    """Put a value on one line without characters that a terminal would obey."""
    return UNSAFE.sub("\ufffd", " ".join(PRIVATE.sub("", str(value)).split()))


def _supporting_words(attribute: Attribute, by_number: dict[int, ShownMention]) -> str:
    """Give the words behind an attribute, each rule and text once with the numbers of all its mentions."""
    rules: dict[tuple[str, str], list[int]] = {}
    for number in attribute.mentions:
        rules.setdefault((by_number[number].rule, by_number[number].words), []).append(number)
    parts = [f"{rule}: “{words}” {numbers}" for (rule, words), numbers in rules.items()]
    return "  " + "; ".join(parts) if parts else ""


def _role_scores(explanation: Explanation, width: int) -> Iterator[str]:
    if not explanation.scores:
        return
    yield from _wrapped("role type: score, lead, signals with their weights", width, 0)
    for score in explanation.scores:
        signals = [signal for signal in explanation.evidence if signal["role_type"] == score["role_type"]]
        listed = "; ".join(
            f"{signal['signal_id']} {signal['weight']:+g}"
            + (
                f" “{signal['matched_text']}” at {signal['start_offset']}-{signal['end_offset']}, "
                f"{signal['match_count']} x"
                if signal["matched_text"]
                else ""
            )
            for signal in signals
        )
        yield from _wrapped(
            f"{score['role_type']}: {score['role_score']:g} ({score['role_margin']:+g})  {listed}", width
        )


def _wrapped(text: str, width: int, indent: int = 2) -> list[str]:
    first, rest = " " * indent, " " * (indent + 4)
    return textwrap.wrap(plain(text), width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)


def _text(explanation: Explanation, width: int, colour: bool) -> Iterator[str]:
    marked = "".join(_marked(piece) for piece in groups(PRIVATE.sub("\ufffd", explanation.text), explanation.mentions))
    for paragraph in marked.split("\n"):
        wrapped = textwrap.wrap(UNSAFE.sub("\ufffd", paragraph), width - 2, break_on_hyphens=False) or [""]
        for line in wrapped:
            yield ("  " + _styled(line.replace(GLUE, " "), colour)).rstrip()


def _marked(piece: Piece) -> str:
    if not piece.covering:
        return piece.text
    label = f",{GLUE}".join(
        f"{f'not{GLUE}counted' if mention.why_not else mention.kind}{GLUE}{mention.number}"
        for mention in piece.covering
    )
    counts = any(not mention.why_not for mention in piece.covering)
    words = " ".join(piece.text.split("\n"))
    return f"{ON if counts else OFF}{words}{'' if counts else '-'}|{label}{END}"


def _styled(line: str, colour: bool) -> str:
    if colour:
        return line.replace(ON, "\x1b[4;36m[").replace(OFF, "\x1b[2m[-").replace(END, "]\x1b[0m") + "\x1b[0m"
    return line.replace(ON, "[").replace(OFF, "[-").replace(END, "]")
