"""Markdown to HTML with the data kept out of the Markdown.

Here: every value that a page prints stands as a mark while the Markdown is read, and is put back as
escaped text afterwards, so data can be neither markup nor Markdown nor a template. Not here: the
templates themselves (`render.py`).
"""

import re

from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from orchestration.report.formats import NOTHING

# Private-use characters: a mark cannot be typed, and data that holds one has it taken out.
OPEN, CLOSE = "\ue000", "\ue001"
MARK = re.compile(f"{OPEN}([0-9]+){CLOSE}")
ALONE = re.compile(f"<p>((?:{OPEN}[0-9]+{CLOSE}\\s*)+)</p>")


class Block(str):
    """Finished HTML of a chart or a table, made by this package from escaped data."""

    __slots__ = ()


class Vault:
    """What a page's expressions gave, by the marks that stand for them."""

    def __init__(self) -> None:
        self._kept: list[str] = []
        self._blocks: set[int] = set()

    def keep(self, value: object) -> object:
        """Exchange a value for a mark; what a page's own macro wrote stays Markdown."""
        if isinstance(value, Markup):
            return value
        if isinstance(value, Block):
            self._blocks.add(len(self._kept))
            return self._mark(str(value))
        return self._mark(_inline(value))

    def put_back(self, html: str) -> str:
        """Exchange the marks for what they stand for; a block takes the place of its paragraph."""
        unwrapped = ALONE.sub(lambda found: self._unwrap(found.group(0), found.group(1)), html)
        return MARK.sub(lambda found: self._kept[int(found.group(1))], unwrapped)

    def _mark(self, html: str) -> str:
        self._kept.append(html)
        return f"{OPEN}{len(self._kept) - 1}{CLOSE}"

    def _unwrap(self, paragraph: str, marks: str) -> str:
        return marks if all(int(mark) in self._blocks for mark in MARK.findall(marks)) else paragraph


def to_html(markdown: str, vault: Vault) -> str:
    """Render a page's Markdown and put its values back. Raises `ValueError` where a mark was lost."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    html = vault.put_back(reader.render(markdown))
    if OPEN in html or "%EE%80%80" in html:
        raise ValueError("a value stands where Markdown can hold none, such as the address of a link")
    return html


def without_marks(text: str) -> str:
    """Take out of data the characters that marks are made of."""
    return text.replace(OPEN, "").replace(CLOSE, "")


def _inline(value: object) -> str:
    # Text of the data may run from right to left or turn the direction of what follows: isolate it.
    if isinstance(value, str):
        return f"<bdi>{escape(without_marks(value))}</bdi>"
    return NOTHING if value is None else str(escape(without_marks(str(value))))
