"""HTML read in one pass: tags, texts and raw texts, in the order in which they stand.

Here: what is a tag, a comment, an entity, by the rules of HTML's tokenizer. Not here: what becomes a
line (`ingestion/text/clean.py`), which script holds a posting (`ingestion/sources/posting_page.py`).

No tree is built: an HTML5 parser takes time with the square of the depth (100,000 open tags: 17 s,
measured) and of a tag's attributes, and fifty bytes of memory for each byte of a page of short tags.
"""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

_MARKUP = re.compile(
    r"""<!--(?:-?>|.*?(?:--!?>|\Z))"""
    r"""|<(?P<close>/?)(?P<name>[a-zA-Z][^\s/>]*+)"""
    r"""(?P<attributes>(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+)(?:>|\Z)"""
    r"""|<(?:[!?]|/(?![a-zA-Z]))[^>]*+(?:>|\Z)""",
    re.DOTALL,
)
# What stands in these is text, whatever it looks like, up to their end.
_RAW = ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
_ENDS = {name: re.compile(rf"</{name}(?![^\s/>])", re.IGNORECASE) for name in _RAW}
_ATTRIBUTE = re.compile(r"""([^\s=/>"']+)\s*(?:=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?""")
_ATTRIBUTES = 4_000
"""Characters of a tag's attributes that are looked at; addresses stand in the first few hundred."""
# Bounded: Python refuses to turn a number of more than 4,300 digits into one.
_ENTITY = re.compile(r"&(?:#[0-9]{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{0,31};?)")


class Token(NamedTuple):
    """A piece of a page: `open` and `close` have the attributes in `told`, `text` and `raw` what is written there."""

    kind: str
    name: str
    told: str


def read_markup(page: str) -> Iterator[Token]:
    """Return the pieces of a page; entities in them stay as they are, comments are left out; never raises."""
    at = 0
    while tag := _MARKUP.search(page, at):
        if tag.start() > at:
            yield Token("text", "", page[at : tag.start()])
        at = tag.end()
        name = (tag["name"] or "").lower()
        if name:
            yield Token("close" if tag["close"] else "open", name, tag["attributes"])
        if name in _ENDS and not tag["close"]:
            end = _ENDS[name].search(page, at)
            stop = end.start() if end else len(page)
            yield Token("raw", name, page[at:stop])
            at = stop
    if at < len(page):
        yield Token("text", "", page[at:])


def attributes_of(told: str) -> dict[str, str]:
    """Return the attributes of a tag by their lower-case names, entities resolved; of two of one name the first."""
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(told[:_ATTRIBUTES]):
        found.setdefault(name.lower(), unescape(next(filter(None, values), "")))
    return found


def unescape(text: str) -> str:
    """Return the text with its entities resolved; what is none stays as it is."""
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text) if "&" in text else text
