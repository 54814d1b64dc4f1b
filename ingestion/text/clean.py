"""Cleaning of descriptions: from the text as it came to the text that is stored and searched.

Here: HTML to lines, look-alike characters (hyphens, spaces, controls) to plain ones, and the
unwrapping of text that was broken at a fixed column. Not here: reading documents
(`ingestion/sources/`), languages and sections of a text (`language.py`, `sections.py`).
"""

import re
from collections.abc import Iterator

from ingestion.text.html_tokenizer import Token, read_markup, unescape

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t"
_HYPHENS = "\u2010\u2011\u2012"
_DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f\ufffe\uffff" + _DIRECTIONS
_CONTROLS = "".join(chr(code) for code in [*range(0x20), *range(0x7F, 0xA0)] if chr(code) not in "\n\t")
_REPLACEMENTS = {
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_HYPHENS, "-"),
    **dict.fromkeys(_INVISIBLE + _CONTROLS, ""),
    **dict.fromkeys(map(chr, range(0xD800, 0xE000)), "\ufffd"),
}
_LINE_ENDS = ("\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029")
_PLAIN = b"\n" + bytes(range(0x20, 0x7F))
_MANY_BREAKS = re.compile("\n{3,}")
_BULLET = re.compile(r" *- +")
_MARKED = re.compile(r" *(?:[-*+•·●◦▪‣–]|\d{1,2}[.)])\s")
# `textwrap` breaks a word after a hyphen between letters; digits ("2020-21") stay together.
_BREAKABLE = re.compile(r"[^\s\w]*\w+[^0-9\W]-(?=\w+[^0-9\W])")
"""The part of a word up to a hyphen, where `textwrap` breaks it too."""
_ITEM = "\x02"
"""Marks the beginning of a list item until bullets are made; HTML that contains it has it removed first."""
_WHITE = re.compile(r"[ \t\r\n\f]+")
_BLANKS = re.compile("[ \t]+")

_SUSPENDED = {"and", "or", "to", "&"}
_NARROWEST, _WIDEST = 50, 100
"""Columns at which texts are broken in practice; a text with a longer line was not broken."""

_HIDDEN = {"script", "style", "template", "noscript", "svg"}
_LINES = ("dd", "div", "dt", "tr", "address", "figure", "form", "main", "header", "footer", "article", "section", "nav")
_PARAGRAPHS = ("aside", "blockquote", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ol", "p", "pre", "table", "ul")
_EDGES = {**dict.fromkeys(_LINES, "\n"), **dict.fromkeys(_PARAGRAPHS, "\n\n"), "li": _ITEM}


def clean_description(description: str, is_html: bool) -> str:
    """Return the description as plain lines: one per paragraph, bullet and heading; blank lines between paragraphs.

    Cleaning twice changes nothing: plain text is cleaned until it stays as it is.
    """
    text = _html_to_lines(description) if is_html else description
    while (cleaned := _clean_once(text)) != text:
        text = cleaned
    return text


def _unusual_characters(text: str) -> set[str]:
    """Return the characters of a text that are neither printable ASCII nor line ends."""
    # Over the bytes, where it takes 7 µs for a posting; translating its characters takes 500.
    return set(text.encode("utf-8", "surrogatepass").translate(None, _PLAIN).decode("utf-8", "surrogatepass"))


def _clean_once(text: str) -> str:
    # Unwrapped first: a wrapper breaks at plain spaces only, so a no-break space still shows what it kept together.
    for end in _LINE_ENDS:
        text = text.replace(end, "\n")
    lines = [line.rstrip() for line in text.split("\n")]
    text = "\n".join(_unwrap(lines))
    for character in _unusual_characters(text) & _REPLACEMENTS.keys():
        text = text.replace(character, _REPLACEMENTS[character])
    if "\n\n\n" in text:
        text = _MANY_BREAKS.sub("\n\n", text)
    if " \n" in text:
        text = "\n".join(line.rstrip(" ") for line in text.split("\n"))
    return text.strip("\n").rstrip(" ")


def _content(line: str) -> str:
    """Return the line without the "- " that was put before its text after wrapping."""
    marker = _BULLET.match(line)
    return line[marker.end() :] if marker else line


def _first_chunk(content: str) -> str:
    """Return what a wrapper could have put on the line before: the first word, or its part up to a hyphen."""
    word = content.partition(" ")[0]
    part = _BREAKABLE.match(content) if "-" in word else None
    return part.group() if part else word


def _widths(contents: list[str], lines: list[str]) -> list[int]:
    """Return for each line how wide the line before would be with this line's first chunk added.

    0 where a line cannot continue the one before: after a blank line, and where it begins with a bullet.
    """
    widths = [0]
    for content, following in zip(contents, lines[1:], strict=False):
        if not content or not following or _MARKED.match(following):
            widths.append(0)
            continue
        gap = 0 if content.endswith("-") and not content.endswith(" -") else 1
        widths.append(len(content) + gap + len(_first_chunk(following.lstrip(" "))))
    return widths


def _unwrap(lines: list[str]) -> list[str]:
    """Return the lines as they were before the text was broken at a fixed column; the same where it was not.

    Both ways of wrapping bullets are tried: with the "- " added after wrapping, and with it there already.
    """
    without_bullets = [_content(line) if line[:1] in " -" else line for line in lines]
    for contents in (without_bullets, lines):
        column = max(map(len, contents))
        if not _NARROWEST <= column <= _WIDEST:
            continue
        widths = _widths(contents, lines)
        if _is_broken(widths, column):
            return _rejoin(lines, contents, widths, column)
    return lines


def _is_broken(widths: list[int], column: int) -> bool:
    """Whether a text whose longest line has this column was broken there.

    Then nearly every line that another one continues is full: the next line's first chunk had no room
    left on it (98 in 100 on the January postings). Four in five are required: in lists without bullets few are full.
    """
    # A line is full where the next line's first word would not have fitted on it.
    full = sum(width > column for width in widths)
    return full >= 2 and full >= 0.8 * sum(map(bool, widths))


def _rejoin(lines: list[str], contents: list[str], widths: list[int], column: int) -> list[str]:
    """Return the lines with each one that continues the line before joined to it."""
    joined: list[str] = []
    for number, (line, width) in enumerate(zip(lines, widths, strict=True)):
        if width > column or (width and line.startswith("  ")):
            joined[-1] = _join(joined[-1], line.lstrip(" "), len(contents[number - 1]) >= column)
        else:
            joined.append(line)
    return joined


def _join(before: str, after: str, is_cut: bool) -> str:
    """Return two halves of a broken line as one.

    A hyphen at a line end belongs to the word ("AI-" + "driven"), so it stays and no space is added;
    only before "and", "or", "to" it is a suspended one ("pre- and post-training") and a space is added.
    A word too long for any line (`is_cut`; in practice a web address) was cut at the column: no space either.
    """
    if before.endswith("-") and before[-2:-1].isalnum():
        # "pre-" before "and post-processing" is suspended; "AI-" before "driven" was one word.
        return f"{before} {after}" if after.partition(" ")[0].lower() in _SUSPENDED else before + after
    if is_cut and "/" in (last := before.rsplit(" ", 1)[-1]) and len(last) >= _NARROWEST // 2:
        return before + after
    return f"{before} {after}"


def _html_to_lines(html: str) -> str:
    """Return the visible text of HTML, one line per block; list items begin with "- "."""
    first, *items = "".join(_html_pieces(html.replace(_ITEM, ""))).split(_ITEM)
    text = "\n- ".join([first.rstrip(), *map(str.strip, items[:-1]), *(last.lstrip() for last in items[-1:])])
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in text.split("\n"))


def _html_pieces(html: str) -> Iterator[str]:
    for kind, name, content in _visible_tokens(html):
        if kind == "text" or (kind == "raw" and name == "textarea"):
            yield _WHITE.sub(" ", unescape(content))
        elif name == "br":
            yield "\n"
        elif name == "li":
            yield _ITEM if kind == "open" else "\n"
        else:
            yield _EDGES.get(name, "")


def _visible_tokens(html: str) -> Iterator[Token]:
    """Yield the tokens of a page that a reader sees, without hidden elements (scripts, styles) and their content."""
    # Elements of the same name may be nested, so they are counted; an SVG has titles that nobody reads.
    hidden, depth = "", 0
    for token in read_markup(html):
        if hidden:
            depth += (token.name == hidden) * {"open": 1, "close": -1}.get(token.kind, 0)
            hidden = hidden if depth else ""
        elif token.kind == "open" and token.name in _HIDDEN and not token.content.endswith("/"):
            hidden, depth = token.name, 1
        else:
            yield token
