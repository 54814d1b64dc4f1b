"""A description as it came, made into the text that is stored and searched.

Here: HTML to lines, characters that only differ in dress (hyphens, spaces, controls), and the
unwrapping of text that was broken at a fixed column. Not here: reading documents
(`ingestion/sources/`), languages and sections of a text (`language.py`, `sections.py`).
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from selectolax.lexbor import LexborHTMLParser, LexborNode

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t"
_HYPHENS = "\u2010\u2011\u2012"
_UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0e\ufe0f" + "".join(map(chr, range(0x202A, 0x202F)))
_CONTROLS = "".join(chr(code) for code in [*range(0x20), *range(0x7F, 0xA0)] if chr(code) not in "\n\t")
_DRESS = str.maketrans(
    {
        **dict.fromkeys(_SPACES, " "),
        **dict.fromkeys(_HYPHENS, "-"),
        **dict.fromkeys(_UNSEEN + _CONTROLS),
    }
)
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_BULLET = re.compile(r" *- +")
_MARKED = re.compile(r" *(?:[-*+•·●◦▪‣–]|\d{1,2}[.)])\s")
_BREAKABLE = re.compile(r"[^\s\w]*\w+[^0-9\W]-(?=\w+[^0-9\W])")
_ITEM = "\x02"

_SUSPENDED = {"and", "or", "to", "&"}
_NARROWEST, _WIDEST = 50, 100

_HIDDEN = {"script", "style", "template", "noscript", "head", "svg"}
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


def _clean_once(text: str) -> str:
    # Unwrapped first: a wrapper breaks at plain spaces only, so a no-break space still tells what could not part.
    lines = [line.rstrip() for line in _LINE_ENDS.sub("\n", text).split("\n")]
    width = _wrap_width(lines)
    if width is not None:
        lines = _unwrap(lines, width)
    text = _SURROGATES.sub("\ufffd", "\n".join(lines)).translate(_DRESS)
    return re.sub(" +\n", "\n", re.sub("\n{3,}", "\n\n", text)).strip("\n").rstrip(" ")


def _content(line: str) -> str:
    """Return the line without the "- " that was put before its text after wrapping."""
    marker = _BULLET.match(line)
    return line[marker.end() :] if marker else line


def _first_chunk(content: str) -> str:
    """Return what a wrapper could have put on the line before: the first word, or its part up to a hyphen."""
    part = _BREAKABLE.match(content)
    return part.group() if part else content.split(" ", 1)[0]


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether `following` begins with something that had no room left on `line`."""
    content = _content(line)
    gap = 0 if content.endswith("-") and not content.endswith(" -") else 1
    return len(content) + gap + len(_first_chunk(following.lstrip(" "))) > width


def _wrap_width(lines: list[str]) -> int | None:
    """Return the column at which the text was broken, or None where it was not.

    Wrapped text has no line over its column, and nearly every line that another one continues is
    full (on the January postings 98 in 100). Four in five is asked: lists without marks are not full.
    """
    width = max(map(len, map(_content, lines)))
    if not _NARROWEST <= width <= _WIDEST:
        return None
    pairs = [(one, two) for one, two in pairwise(lines) if one and two and not _MARKED.match(two)]
    full = sum(_is_full(one, two, width) for one, two in pairs)
    return width if full >= 2 and full >= 0.8 * len(pairs) else None


def _unwrap(lines: list[str], width: int) -> list[str]:
    joined: list[str] = []
    previous = ""
    for line in lines:
        if previous and _continues(previous, line, width):
            joined[-1] = _join(joined[-1], line.lstrip(" "), len(_content(previous)) >= width)
        else:
            joined.append(line)
        previous = line
    return joined


def _continues(previous: str, line: str, width: int) -> bool:
    if not line or _MARKED.match(line):
        return False
    return line.startswith("  ") or _is_full(previous, line, width)


def _join(before: str, after: str, is_cut: bool) -> str:
    """Two halves of a broken line as one.

    A hyphen at a line end belongs to the word ("AI-" + "driven"), so it stays and the halves meet;
    only before "and", "or", "to" it is a suspended one ("pre- and post-training") and a space stays.
    A word too long for any line was cut at the column itself: its halves meet too.
    """
    first = after.split(" ", 1)[0]
    last = before.rsplit(" ", 1)[-1]
    if before.endswith("-") and len(last) > 1 and last[-2].isalnum():
        return f"{before} {after}" if first.lower() in _SUSPENDED else before + after
    return before + after if is_cut and "/" in last and len(last) >= _NARROWEST // 2 else f"{before} {after}"


def _html_to_lines(html: str) -> str:
    root = LexborHTMLParser(html.replace(_ITEM, "")).body
    if root is None:
        return ""
    text = re.sub(rf"\s*{_ITEM}\s*", "\n- ", "".join(_pieces(root)))
    return "\n".join(re.sub("[ \t]+", " ", line).strip() for line in text.split("\n"))


def _pieces(node: LexborNode) -> Iterator[str]:
    for child in node.iter(include_text=True):
        tag = child.tag or ""
        if tag == "-text":
            yield re.sub(r"[ \t\r\n\f]+", " ", child.text_content or "")
        elif tag == "br":
            yield "\n"
        elif tag not in _HIDDEN:
            yield _EDGES.get(tag, "")
            yield from _pieces(child)
            yield "\n" if tag == "li" else _EDGES.get(tag, "")
