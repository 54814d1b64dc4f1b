"""A posting explained at a terminal: attributes first, then what does not count, then the marked text."""

import re
import textwrap
from collections.abc import Iterator

from orchestration.queries.explain.explanation import Attribute, Explanation, Mention
from orchestration.queries.explain.spans import Piece, groups

# What a terminal would obey, or what would turn the writing round, is shown as a sign that it was there.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# A mark's words hold together by a space that is no space to the one who wraps.
GLUE, ON, OFF, END = "\ue000", "\ue001", "\ue002", "\ue003"
PRIVATE = re.compile(f"[{GLUE}{ON}{OFF}{END}]")


def lines(told: Explanation, width: int, *, colour: bool) -> Iterator[str]:
    """Everything, line by line. `colour` adds underlines and colours to the brackets."""
    by_number = {one.number: one for one in told.mentions}
    seen = f"text of {told.seen_on}" if told.seen_on else "text without a date"
    more = f", the latest of {told.version_count} versions" if told.version_count > 1 else ""
    yield from _wrapped(f"{told.title}  at  {told.company}  ({told.posting_id}; {seen}{more})", width, 0)
    yield from _wrapped("read from", width, 0)
    for document in told.documents:
        yield from _wrapped(f"{document.letter}  {document.snapshot_on}, {document.uri}", width)
    yield from _wrapped("attributes: value (source, document), rule: words [number in the text]", width, 0)
    for one in told.attributes:
        yield from _wrapped(f"{one.name} = {one.value}  ({one.source}){_behind(one, by_number)}", width)
    yield from _wrapped("skills: strength, rule: words [number in the text]", width, 0)
    for one in told.skills:
        yield from _wrapped(f"{one.name}: {one.value}{_behind(one, by_number)}", width)
    yield from _scorecard(told, width)
    if told.links:
        yield from _wrapped("one opening with", width, 0)
        for link in told.links:
            yield from _wrapped(f"{link['other_posting_id']}: {link['reason']}", width)
    left_out = [mention for mention in told.mentions if mention.why_not]
    if left_out:
        yield from _wrapped("found but not counted", width, 0)
        for mention in left_out:
            found = f"[{mention.number}] {mention.kind} {mention.what} “{mention.words}”"
            yield from _wrapped(f"{found}: {mention.why_not} ({mention.rule})", width)
    yield from _wrapped("text: [words|kind number], [-words-|not counted number]", width, 0)
    yield from _text(told, width, colour)


def plain(value: object) -> str:
    """One line of text that no terminal obeys."""
    return UNSAFE.sub("\ufffd", " ".join(PRIVATE.sub("", str(value)).split()))


def _behind(one: Attribute, by_number: dict[int, Mention]) -> str:
    rules: dict[tuple[str, str], list[int]] = {}
    for number in one.mentions:
        rules.setdefault((by_number[number].rule, by_number[number].words), []).append(number)
    told = [f"{rule}: “{words}” {numbers}" for (rule, words), numbers in rules.items()]
    return "  " + "; ".join(told) if told else ""


def _scorecard(told: Explanation, width: int) -> Iterator[str]:
    if not told.scores:
        return
    yield from _wrapped("role type: score, lead, signals with their weights", width, 0)
    for score in told.scores:
        signs = [one for one in told.evidence if one["role_type"] == score["role_type"]]
        listed = "; ".join(
            f"{one['signal_id']} {one['weight']:+g}"
            + (
                f" “{one['matched_text']}” at {one['start_offset']}-{one['end_offset']}, {one['match_count']} x"
                if one["matched_text"]
                else ""
            )
            for one in signs
        )
        yield from _wrapped(
            f"{score['role_type']}: {score['role_score']:g} ({score['role_margin']:+g})  {listed}", width
        )


def _wrapped(text: str, width: int, indent: int = 2) -> list[str]:
    first, rest = " " * indent, " " * (indent + 4)
    return textwrap.wrap(plain(text), width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)


def _text(told: Explanation, width: int, colour: bool) -> Iterator[str]:
    marked = "".join(_marked(piece) for piece in groups(PRIVATE.sub("\ufffd", told.text), told.mentions))
    for paragraph in marked.split("\n"):
        wrapped = textwrap.wrap(UNSAFE.sub("\ufffd", paragraph), width - 2, break_on_hyphens=False) or [""]
        for line in wrapped:
            yield ("  " + _styled(line.replace(GLUE, " "), colour)).rstrip()


def _marked(piece: Piece) -> str:
    if not piece.covering:
        return piece.text
    label = f",{GLUE}".join(
        f"{f'not{GLUE}counted' if one.why_not else one.kind}{GLUE}{one.number}" for one in piece.covering
    )
    counts = any(not one.why_not for one in piece.covering)
    words = " ".join(piece.text.split("\n"))
    return f"{ON if counts else OFF}{words}{'' if counts else '-'}|{label}{END}"


def _styled(line: str, colour: bool) -> str:
    if colour:
        return line.replace(ON, "\x1b[4;36m[").replace(OFF, "\x1b[2m[-").replace(END, "]\x1b[0m") + "\x1b[0m"
    return line.replace(ON, "[").replace(OFF, "[-").replace(END, "]")
