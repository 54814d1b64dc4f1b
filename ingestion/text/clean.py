"""A description as it came, made into the text that is stored and searched.

Here: HTML to lines, characters that only differ in dress (hyphens, spaces, controls), and the
unwrapping of text that was broken at a fixed column. Not here: reading documents
(`ingestion/sources/`), languages and sections of a text (`language.py`, `sections.py`).
"""

import re
from collections.abc import Iterator

from ingestion.text.html_tokenizer import Token, read_markup, unescape

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t"
_HYPHENS = "\u2010\u2011\u2012"
_DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f\ufffe\uffff" + _DIRECTIONS
_CONTROLS = "".join(chr(code) for code in [*range(0x20), *range(0x7F, 0xA0)] if chr(code) not in "\n\t")
_DRESS = {
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_HYPHENS, "-"),
    **dict.fromkeys(_UNSEEN + _CONTROLS, ""),
    **dict.fromkeys(map(chr, range(0xD800, 0xE000)), "\ufffd"),
}
_LINE_ENDS = ("\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029")
_PLAIN = b"\n" + bytes(range(0x20, 0x7F))
_MANY_BREAKS = re.compile("\n{3,}")
_BULLET = re.compile(r" *- +")
_MARKED = re.compile(r" *(?:[-*+•·●◦▪‣–]|\d{1,2}[.)])\s")
_BREAKABLE = re.compile(r"[^\s\w]*\w+[^0-9\W]-(?=\w+[^0-9\W])")
_ITEM = "\x02"
_WHITE = re.compile(r"[ \t\r\n\f]+")
_BLANKS = re.compile("[ \t]+")

_SUSPENDED = {"and", "or", "to", "&"}
_NARROWEST, _WIDEST = 50, 100

_HIDDEN = {"script", "style", "template", "noscript", "svg"}
_LINES = ("dd", "div", "dt", "tr", "address", "figure", "form", "main", "header", "footer", "article", "section", "nav")
_PARAGRAPHS = ("aside", "blockquote", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ol", "p", "pre", "table", "ul")
_EDGES = {**dict.fromkeys(_LINES, "\n"), **dict.fromkeys(_PARAGRAPHS, "\n\n"), "li": _ITEM}


def clean_description(description: str, is_html: bool) -> str:
    """Return the description as plain lines: one per paragraph, bullet and heading; blank lines part paragraphs.

    Cleaning twice changes nothing: plain text is cleaned until it stays as it is.
    """
    text = _html_to_lines(description) if is_html else description
    while (cleaned := _clean_once(text)) != text:
        text = cleaned
    return text


def _odd_characters(text: str) -> set[str]:
    """Return the characters of a text that are neither printable ASCII nor line ends."""
    # Over the bytes, where it takes 7 µs for a posting; translating its characters takes 500.
    return set(text.encode("utf-8", "surrogatepass").translate(None, _PLAIN).decode("utf-8", "surrogatepass"))


def _clean_once(text: str) -> str:
    # Unwrapped first: a wrapper breaks at plain spaces only, so a no-break space still tells what could not part.
    for end in _LINE_ENDS:
        text = text.replace(end, "\n")
    lines = [line.rstrip() for line in text.split("\n")]
    text = "\n".join(_unwrap(lines))
    for character in _odd_characters(text) & _DRESS.keys():
        text = text.replace(character, _DRESS[character])
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
    """Return for each line how wide the one before would be with this line's first chunk; 0 where it cannot go on."""
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

    Either the bullets' "- " was put before their lines afterwards and does not count, or it was there already.
    """
    contents = [_content(line) if line[:1] in " -" else line for line in lines]
    for told in (contents, lines):
        column = max(map(len, told))
        if not _NARROWEST <= column <= _WIDEST:
            continue
        widths = _widths(told, lines)
        if _is_broken(widths, column):
            return _rejoin(lines, told, widths, column)
    return lines


def _is_broken(widths: list[int], column: int) -> bool:
    """Whether a text without longer lines was broken at this column.

    Then nearly every line that another one continues is full: what the next begins with had no room
    left on it (on the January postings 98 in 100). Four in five is asked: lists without marks are not full.
    """
    full = sum(width > column for width in widths)
    return full >= 2 and full >= 0.8 * sum(map(bool, widths))


def _rejoin(lines: list[str], contents: list[str], widths: list[int], column: int) -> list[str]:
    joined: list[str] = []
    for number, (line, width) in enumerate(zip(lines, widths, strict=True)):
        if width > column or (width and line.startswith("  ")):
            joined[-1] = _join(joined[-1], line.lstrip(" "), len(contents[number - 1]) >= column)
        else:
            joined.append(line)
    return joined


def _join(before: str, after: str, is_cut: bool) -> str:
    """Two halves of a broken line as one.

    A hyphen at a line end belongs to the word ("AI-" + "driven"), so it stays and the halves meet;
    only before "and", "or", "to" it is a suspended one ("pre- and post-training") and a space stays.
    A word too long for any line was cut at the column itself: its halves meet too.
    """
    if before.endswith("-") and before[-2:-1].isalnum():
        return f"{before} {after}" if after.partition(" ")[0].lower() in _SUSPENDED else before + after
    if is_cut and "/" in (last := before.rsplit(" ", 1)[-1]) and len(last) >= _NARROWEST // 2:
        return before + after
    return f"{before} {after}"


def _html_to_lines(html: str) -> str:
    first, *items = "".join(_pieces(html.replace(_ITEM, ""))).split(_ITEM)
    text = "\n- ".join([first.rstrip(), *map(str.strip, items[:-1]), *(last.lstrip() for last in items[-1:])])
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in text.split("\n"))


def _pieces(html: str) -> Iterator[str]:
    for kind, name, told in _shown(html):
        if kind == "text" or (kind == "raw" and name == "textarea"):
            yield _WHITE.sub(" ", unescape(told))
        elif name == "br":
            yield "\n"
        elif name == "li":
            yield _ITEM if kind == "open" else "\n"
        else:
            yield _EDGES.get(name, "")


def _shown(html: str) -> Iterator[Token]:
    """Return the pieces of a page that a reader sees; an element that shows nothing ends where it is closed."""
    hidden, depth = "", 0
    for token in read_markup(html):
        if hidden:
            depth += (token.name == hidden) * {"open": 1, "close": -1}.get(token.kind, 0)
            hidden = hidden if depth else ""
        elif token.kind == "open" and token.name in _HIDDEN and not token.told.endswith("/"):
            hidden, depth = token.name, 1
        else:
            yield token
