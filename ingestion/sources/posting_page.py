"""Saved web pages of postings: HTML with a schema.org JobPosting in a script.

Here: finding the scripts and undressing their JSON. Not here: what the JobPosting says
(`job_posting.py`), pages of boards that carry none (a source of their own).
"""

import html
import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from ingestion.field_values import read_url
from ingestion.posting import Posting, Unusable
from ingestion.sources.base import Hints, board_of, decode, decode_head, only_board
from ingestion.sources.job_posting import JsonObject, address_of, find_job_postings, load_json, to_posting

_BEGINS = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|!--|html|head|body|meta|title|script|link|div)\b", re.IGNORECASE
)
_HTML = re.compile(r"<(?:html|head|body|script|meta|link)\b", re.IGNORECASE)
_DRESS = re.compile(r"^\s*(?:(?:<!--|//|/\*|\*/|<!\[CDATA\[)\s*)+|(?:\s*(?:-->|//|/\*|\*/|\]\]>))+\s*$|;\s*$")


@dataclass(frozen=True, slots=True)
class _PagePosting:
    """A JobPosting and the address of the page it stands on."""

    data: JsonObject
    address: str | None


class PostingPage:
    """A page with one or more JobPosting objects in its JSON-LD scripts."""

    kind = "posting-page"
    media_type = "text/html"
    expects = "a saved HTML page with a schema.org JobPosting"

    def recognises(self, name: str, head: bytes) -> bool:
        """HTML, whether it holds a posting or not: a page without one is named as such when it is read."""
        text = decode_head(head)
        return bool(_BEGINS.match(text)) and bool(_HTML.search(text))

    def split(self, content: bytes) -> list[object]:
        """Return the JobPosting objects of all scripts; a script that mentions one and is broken counts as a record."""
        page = LexborHTMLParser(decode(content))
        found: list[JsonObject | Unusable] = []
        for script in _json_scripts(page):
            try:
                found.extend(find_job_postings(_load(script)))
            except Unusable as broken:
                if "JobPosting" in script:
                    found.append(broken)
        if not found:
            raise Unusable(
                "no_job_posting",
                "the page holds no schema.org JobPosting; save the posting's own page, not a list or a login.",
            )
        # The page's address is a posting's own where the page shows one; a page of several is a list.
        address = _canonical(page) if len(found) == 1 else None
        return [one if isinstance(one, Unusable) else _PagePosting(one, address) for one in found]

    def parse(self, record: object) -> Posting:
        """Return the posting as its page tells it."""
        if isinstance(record, Unusable):
            raise record
        assert isinstance(record, _PagePosting)  # noqa: S101 - split() makes nothing else
        return to_posting(record.data, "page", record.address)

    def hints(self, content: bytes) -> Hints:
        """Return the board that the page's address belongs to, else the one the posting's own addresses belong to."""
        try:
            records = [record for record in self.split(content) if isinstance(record, _PagePosting)]
        except Unusable:
            return Hints()
        pages = only_board(record.address for record in records)
        return Hints(pages or only_board(address_of(record.data) for record in records))


def _json_scripts(page: LexborHTMLParser) -> list[str]:
    """Return the texts of the JSON-LD scripts; the parser has resolved `application/ld&#x2B;json` by then."""
    scripts = page.css("script[type]")
    return [script.text() or "" for script in scripts if "ld+json" in (script.attributes.get("type") or "").casefold()]


def _load(script: str) -> object:
    text = _DRESS.sub("", script.replace("\ufffd", "") if "\0" in script else script).strip()
    try:
        return load_json(text)
    except Unusable:
        # Some sites escape the whole script as if it were an attribute.
        if "&quot;" not in text and "&#34;" not in text:
            raise
        return load_json(html.unescape(text))


def _canonical(page: LexborHTMLParser) -> str | None:
    for selector, attribute in (("link[rel=canonical]", "href"), ("meta[property='og:url']", "content")):
        node = page.css_first(selector)
        address = read_url(node.attributes.get(attribute)) if node else None
        if address and board_of(address):
            return address
    return None
