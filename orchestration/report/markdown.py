"""Markdown to HTML, with placeholders for the data while the Markdown is parsed.

Here: the exchange of every value that a page prints for a placeholder, and back for escaped text in the finished HTML;
so a posting can bring neither markup nor Markdown nor template code into a page. Not here: running the templates
(`render.py`).
"""

import re

from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from orchestration.report.formats import NOTHING

# Private-use characters delimit a placeholder. Data that contains them has them removed, so it cannot forge one.
OPEN, CLOSE = "\ue000", "\ue001"
MARK = re.compile(f"{OPEN}([0-9]+){CLOSE}")
# A paragraph of placeholders and nothing else: a chart in it must not be inside of <p>, which cannot hold a <figure>.
ALONE = re.compile(f"<p>((?:{OPEN}[0-9]+{CLOSE}\\s*)+)</p>")


class Block(str):
    """Finished HTML of a chart or a table, made by this package from escaped data."""

    __slots__ = ()


class Placeholders:
    """The values of a page's expressions, each under its placeholder in the Markdown."""

    def __init__(self) -> None:
        self._values: list[str] = []
        self._blocks: set[int] = set()

    def store(self, value: object) -> object:
        """Store a value and give its placeholder; the output of a page's own macro is Markdown and stays as it is."""
        if isinstance(value, Markup):
            return value
        if isinstance(value, Block):
            self._blocks.add(len(self._values))
            return self._mark(str(value))
        return self._mark(_inline(value))

    def restore(self, html: str) -> str:
        """Replace the placeholders by their values; a chart or table also replaces the paragraph around it."""
        unwrapped = ALONE.sub(lambda match: self._unwrap(match.group(0), match.group(1)), html)
        return MARK.sub(lambda match: self._values[int(match.group(1))], unwrapped)

    def _mark(self, html: str) -> str:
        self._values.append(html)
        return f"{OPEN}{len(self._values) - 1}{CLOSE}"

    def _unwrap(self, paragraph: str, marks: str) -> str:
        return marks if all(int(mark) in self._blocks for mark in MARK.findall(marks)) else paragraph


def to_html(markdown: str, placeholders: Placeholders) -> str:
    """Render a page's Markdown and put its values back. Raises `ValueError` where a placeholder is left over."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    html = placeholders.restore(parser.render(markdown))
    # In the address of a link the parser percent-encodes a placeholder, so it is not put back: a value of the data must
    # not become an address.
    if OPEN in html or "%EE%80%80" in html:
        raise ValueError("a value is used where Markdown allows none, such as the address of a link")
    return html


def without_marks(text: str) -> str:
    """Remove the characters that delimit placeholders."""
    return text.replace(OPEN, "").replace(CLOSE, "")


def _inline(value: object) -> str:
    # Text of the data may be written from right to left or change the direction of what follows, so it is isolated.
    if isinstance(value, str):
        return f"<bdi>{escape(without_marks(value))}</bdi>"
    return NOTHING if value is None else str(escape(without_marks(str(value))))
