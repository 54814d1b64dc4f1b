"""Saved web pages of postings: HTML with a schema.org JobPosting in a script.

Here: finding the scripts and the JSON inside them. Not here: the properties of a JobPosting
(`job_posting.py`), pages of boards that have none (a source of their own).
"""

import re
from dataclasses import dataclass

from ingestion.fields.field_values import read_url
from ingestion.schemas import Posting, Unusable
from ingestion.sources.base import MAX_HINT_BYTES, Hints, board_of, decode, decode_head, only_board
from ingestion.sources.job_posting import JsonObject, address_of, find_job_postings, load_json, to_posting
from ingestion.text.html_tokenizer import attributes_of, read_markup, unescape

# Saved pages often lack a doctype or begin with a comment of the browser that saved them.
_BEGINS = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|!--|html|head|body|meta|title|script|link|div)\b", re.IGNORECASE
)
_HTML = re.compile(r"<(?:html|head|body|script|meta|link)\b", re.IGNORECASE)
_BEFORE, _AFTER = ("<!--", "//", "/*", "*/", "<![CDATA["), ("-->", "//", "*/", "/*", "]]>", ";")
_MAX_WRAPPERS = 8
"""Comment marks that may surround a script's JSON at each end; real ones have two or three."""


@dataclass(frozen=True, slots=True)
class _PagePosting:
    """A JobPosting and the address of its page."""

    data: JsonObject
    address: str | None


class PostingPage:
    """A page with one or more JobPosting objects in its JSON-LD scripts."""

    kind = "posting-page"
    media_type = "text/html"
    expects = "a saved HTML page with a schema.org JobPosting"
    is_read_by_record = False

    def recognises(self, name: str, head: bytes) -> bool:
        """Accept any HTML: a page without a posting becomes a reject with that reason."""
        text = decode_head(head)
        return bool(_BEGINS.match(text)) and bool(_HTML.search(text))

    def split(self, content: bytes) -> list[object]:
        """Return the JobPosting objects of all scripts; an invalid script that mentions one is an unusable record."""
        scripts, address = _read_page(decode(content))
        postings: list[JsonObject | Unusable] = []
        for script in scripts:
            try:
                postings.extend(find_job_postings(_load(script)))
            except Unusable as broken:
                # Other broken scripts (breadcrumbs, the organization) are of no interest.
                if "JobPosting" in script:
                    postings.append(broken)
        if not postings:
            raise Unusable(
                "no_job_posting",
                "the page has no schema.org JobPosting; save the posting's own page, not a list or a login.",
            )
        # The page's address is the posting's own only on a page with one posting; a page of several is a list.
        address = address if len(postings) == 1 else None
        return [posting if isinstance(posting, Unusable) else _PagePosting(posting, address) for posting in postings]

    def parse(self, record: object) -> Posting:
        """Return the posting of a page."""
        if isinstance(record, Unusable):
            raise record
        assert isinstance(record, _PagePosting)  # noqa: S101 - split() makes nothing else
        return to_posting(record.data, "page", record.address)

    def hints(self, content: bytes) -> Hints:
        """Return the board that the page's address belongs to, else the one the posting's own addresses belong to."""
        try:
            records = [record for record in self.split(content[:MAX_HINT_BYTES]) if isinstance(record, _PagePosting)]
        except Unusable:
            return Hints()
        pages = only_board(record.address for record in records)
        return Hints(pages or only_board(address_of(record.data) for record in records))


def _read_page(page: str) -> tuple[list[str], str | None]:
    """Return the texts of the JSON-LD scripts and the address that the page states for itself.

    The attribute may be written `application/ld&#x2B;json`.
    """
    scripts: list[str] = []
    addresses: dict[str, str | None] = {}
    attributes: dict[str, str] = {}
    # The text of a script follows its opening tag, so the attributes of the last tag are its own.
    for kind, name, content in read_markup(page):
        if kind == "raw" and name == "script" and "ld+json" in attributes.get("type", "").casefold():
            scripts.append(content)
        elif kind == "open" and name in {"script", "link", "meta"}:
            attributes = attributes_of(content)
            if attributes.get("rel") == "canonical":
                addresses.setdefault("link", attributes.get("href"))
            elif attributes.get("property") == "og:url":
                addresses.setdefault("meta", attributes.get("content"))
    return scripts, _first_address(addresses.get("link"), addresses.get("meta"))


def _first_address(*values: str | None) -> str | None:
    addresses = (address for value in values if (address := read_url(value)))
    return next((address for address in addresses if board_of(address)), None)


def _load(script: str) -> object:
    text = _unwrap_script(script)
    try:
        return load_json(text)
    except Unusable:
        # Some sites escape the whole script as if it were an attribute.
        if "&quot;" not in text and "&#34;" not in text:
            raise
        return load_json(unescape(text))


def _unwrap_script(script: str) -> str:
    """Return a script's JSON without the comment marks or the semicolon around it."""
    text = script.strip()
    for _ in range(_MAX_WRAPPERS):
        before = next((mark for mark in _BEFORE if text.startswith(mark)), "")
        after = next((mark for mark in _AFTER if text.endswith(mark)), "")
        if not before and not after:
            break
        text = text.removeprefix(before).removesuffix(after).strip()
    return text
