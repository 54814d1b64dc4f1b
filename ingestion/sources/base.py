"""The interface of a source: how one kind of document is recognised, split into records and read.

Here: the protocol of all sources, a document's own board and snapshot date (`Hints`), and how
bytes become text. Not here: one format's own rules (a module each beside this one) or values that
formats share (`ingestion/fields/field_values.py`).
"""

import codecs
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from ingestion.schemas import Annotation, Posting, Unusable

if TYPE_CHECKING:
    from tldextract import TLDExtract

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([A-Za-z0-9_-]{1,40})""", re.IGNORECASE)
# Python knows codecs that are no charsets: `undefined` fails on everything, `unicode_escape` makes half characters.
_WEB_CHARSET = re.compile(
    r"(?:us-?)?ascii|iso[-_]?8859[-_]?[0-9]{1,2}|latin-?[0-9]{1,2}|(?:windows|cp)-?12[0-9]{2}|koi8-[rtu]|macintosh"
    r"|(?:shift|x)?[-_]?s?jis|euc[-_](?:jp|kr)|gb(?:2312|k|18030)|big5(?:-?hkscs)?",
    re.IGNORECASE,
)
_HEAD = 4_096
_PIECE = 1_000_000
MAX_HINT_RECORDS = 1_000
"""Records of a long document that are read for its board and date."""
MAX_HINT_BYTES = 32_000_000
"""Bytes of a document that are read for its board and date."""
LONGEST_LINE = 4_000_000
"""Characters of a line that are read, twenty times the longest description that is read."""

# One board under many addresses: the city sites of Built In show the same postings under the same ids.
_BUILTIN = re.compile(r"builtin(la|nyc|sf|boston|chicago|austin|seattle|colorado)?\.(com|org)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hints:
    """The board and the snapshot date that a document states itself; None where it does not."""

    board: str | None = None
    snapshot_on: date | None = None


class Source(Protocol):
    """One kind of document. A source has no state: the same bytes always give the same records."""

    kind: str
    media_type: str
    expects: str
    """A description of such a document, for the message to a person whose file was not recognised."""
    is_read_by_record: bool
    """Whether `split` is a generator that never has all records in memory, so that a document may be very large."""

    def recognises(self, name: str, head: bytes) -> bool:
        """Whether the first 64 KiB are of this kind; `name` is a hint and never decides against the content."""
        ...

    def split(self, content: bytes) -> Iterable[object]:
        """Return the records of a document, usable or not; raises `Unusable` for a document that has none.

        A record that can be counted but not read is an `Unusable` in their place, with the reason. A kind
        that is read record by record yields them, and raises at the record where it cannot go on.
        """
        ...

    def parse(self, record: object) -> Posting | Annotation:
        """Return one record as a posting or an annotation; raises `Unusable`."""
        ...

    def hints(self, content: bytes) -> Hints:
        """Return the document's own board and snapshot date; never raises."""
        ...


def decode(content: bytes) -> str:
    """Return the bytes as text: by byte-order mark, as UTF-8, by a declared charset, as Windows-1252, in that order.

    NUL characters are left out. Raises `Unusable` for bytes that are none of these.
    """
    encoding, errors = _encoding_of(content)
    return content.decode(encoding, errors).lstrip("\ufeff").replace("\0", "")


def decode_lines(content: bytes, newline: str) -> Iterator[str]:
    """Yield the lines of the text that `decode` returns, split as by `open(newline=...)`, one at a time in memory.

    Of a line longer than `LONGEST_LINE` its beginning is returned, one character longer than that, by which callers
    recognise it.
    """
    encoding, errors = _encoding_of(content)
    stream = io.TextIOWrapper(io.BytesIO(content), encoding, errors, newline)
    line = stream.readline(LONGEST_LINE + 1).lstrip("\ufeff")
    while line:
        yield line.replace("\0", "")
        # The rest of a line that is too long is read and dropped.
        while len(line) > LONGEST_LINE and not line.endswith(("\n", "\r")):
            line = stream.readline(LONGEST_LINE + 1)
        line = stream.readline(LONGEST_LINE + 1)


def _encoding_of(content: bytes) -> tuple[str, str]:
    """Return the encoding of the bytes and the mode of handling errors, for `bytes.decode`."""
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return encoding, "replace"
    declared = _CHARSET.search(content[:_HEAD])
    name = declared[1].decode() if declared else ""
    for encoding in ("utf-8", name if _WEB_CHARSET.fullmatch(name) else "cp1252", "cp1252"):
        if _is_encoded(content, encoding):
            return encoding, "strict"
    raise Unusable("unknown_encoding", "its bytes are neither UTF-8 nor Windows-1252 text; save it as UTF-8.")


def _is_encoded(content: bytes, encoding: str) -> bool:
    """Whether the bytes are text in an encoding; tried piece by piece, as the text may take four times the memory."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
        for start in range(0, len(content) + 1, _PIECE):
            decoder.decode(content[start : start + _PIECE], final=start + _PIECE > len(content))
    except (UnicodeError, LookupError):
        return False
    return True


def decode_head(head: bytes) -> str:
    """Return the beginning of a document as text to recognise it by; empty where it is not text."""
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return head.decode(encoding, errors="ignore").lstrip("\ufeff")
    # Pictures, archives and office files have many NULs near the start; text has at most a few by accident.
    return "" if head[:_HEAD].count(0) > 8 else head.decode("utf-8", errors="ignore")


def board_of(url: str | None) -> str | None:
    """Return the board an address belongs to: `builtin`, else its registrable host in ASCII, else None.

    `"https://www.builtinla.com/job/x/1"` gives `builtin`; `"https://jobs.acme.co.uk/1"` gives `acme.co.uk`.
    """
    try:
        host = (urlsplit(url.strip()).hostname or "").rstrip(".") if url else ""
        # `bücher.de` and `xn--bcher-kva.de` are one host.
        host = host.encode("idna").decode()
    except ValueError:
        return None
    labels = host.split(".")
    if len(labels) < 2 or not all(re.fullmatch(r"[a-z0-9-]+", label) for label in labels) or labels[-1].isdigit():
        return None
    registrable = _registrable(host)
    return "builtin" if registrable and _BUILTIN.fullmatch(registrable) else registrable


def _registrable(host: str) -> str | None:
    """Return the part of a host that somebody registered: `jobs.acme.or.jp` gives `acme.or.jp`, `co.uk` gives None."""
    parts = _public_suffixes().extract_str(host)
    if not parts.suffix:
        # The public suffix list's own default: an ending it does not name is a suffix of one label.
        return ".".join(host.split(".")[-2:])
    # `acme.github.io` and `zeta.github.io` have different owners; pages of `github.io` itself are a board as well.
    return parts.top_domain_under_public_suffix or (host if parts.is_private else None)


@cache
def _public_suffixes() -> "TLDExtract":
    """Return the reader of the public suffix list that comes with the package: no download, no cache on disk."""
    # Imported here: the package and the list take 0.12 s of CPU, and most commands need no board.
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def board_named(name: str | None) -> str | None:
    """Return the board that a document names without an address: `"Built In"` is `builtin`; other names give None."""
    return "builtin" if name and re.sub(r"\W", "", name).casefold() == "builtin" else None


def only_board(urls: Iterable[str | None]) -> str | None:
    """Return the board that all the addresses belong to; None where there is none or more than one."""
    boards = {board for url in urls if (board := board_of(url))}
    return boards.pop() if len(boards) == 1 else None
