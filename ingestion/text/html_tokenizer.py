"""HTML read in one pass: tags, texts and raw texts, in their order.

Here: what is a tag, a comment, an entity, by the rules of HTML's tokenizer. Not here: what becomes a
line (`ingestion/text/clean.py`), which script contains a posting (`ingestion/sources/posting_page.py`).

No tree is built: the time of an HTML5 parser grows with the square of the depth (100,000 open tags: 17 s,
measured) and of a tag's attributes, and it takes fifty bytes of memory per byte of a page of short tags.
"""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

# Possessive quantifiers (`++`, `*+`) never backtrack, so the time stays linear on pages made to be slow.
_MARKUP = re.compile(
    r"""<!--(?:-?>|.*?(?:--!?>|\Z))"""
    r"""|<(?P<close>/?)(?P<name>[a-zA-Z][^\s/>]*+)"""
    r"""(?P<attributes>(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+)(?:>|\Z)"""
    r"""|<(?:[!?]|/(?![a-zA-Z]))[^>]*+(?:>|\Z)""",
    re.DOTALL,
)
# The content of these is text, however much it resembles markup, up to their closing tag.
_RAW = ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
_ENDS = {name: re.compile(rf"</{name}(?![^\s/>])", re.IGNORECASE) for name in _RAW}
_ATTRIBUTE = re.compile(r"""([^\s=/>"']+)\s*(?:=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?""")
_ATTRIBUTES = 4_000
"""Characters of a tag's attributes that are read; addresses stand in the first few hundred."""
# Bounded: Python refuses to convert a number of more than 4,300 digits.
_ENTITY = re.compile(r"&(?:#[0-9]{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{0,31};?)")


class Token(NamedTuple):
    """A piece of a page.

    `kind` is `open`, `close`, `text` or `raw` (the text of a script, style, title …). `name` is the tag in lower case,
    empty for `text`. `content` is the attributes of a tag as written, else the text.
    """

    kind: str
    name: str
    content: str


def read_markup(page: str) -> Iterator[Token]:
    """Yield the tokens of a page; entities in them stay as they are, comments are left out; never raises."""
    position = 0
    while tag := _MARKUP.search(page, position):
        if tag.start() > position:
            yield Token("text", "", page[position : tag.start()])
        position = tag.end()
        name = (tag["name"] or "").lower()
        if name:
            yield Token("close" if tag["close"] else "open", name, tag["attributes"])
        # Markup inside a script or title is text, so the search goes on behind its closing tag.
        if name in _ENDS and not tag["close"]:
            end = _ENDS[name].search(page, position)
            stop = end.start() if end else len(page)
            yield Token("raw", name, page[position:stop])
            position = stop
    if position < len(page):
        yield Token("text", "", page[position:])


def attributes_of(content: str) -> dict[str, str]:
    """Return the attributes of a tag by their lower-case names, entities resolved; of two of one name the first."""
    attributes: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(content[:_ATTRIBUTES]):
        attributes.setdefault(name.lower(), unescape(next(filter(None, values), "")))
    return attributes


def unescape(text: str) -> str:
    """Return the text with its entities resolved; an "&" that begins no entity stays as it is."""
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text) if "&" in text else text
