"""Documents that are broken on purpose, as some of every real collection are.

Here: files that no parser can use, and the damage done to good documents to make them hard to read.
Not here: hard cases that are well-formed (edits, reposts, several places), which come from `attributes`.
"""

from collections.abc import Sequence
from datetime import date

from .lifecycle import SyntheticPosting

SPOILS = ("lenient", "no_date", "conflict")
"""Damage to a good YAML file: a broken indent, an invalid date, a second file with the same id."""

CONFLICT_NOTE = "Applications close at the end of the month."


def pick_spoiled(postings: Sequence[SyntheticPosting]) -> dict[str, str]:
    """Map external id to the damage of its file, for postings without attributes that could cause a failure too."""
    plain = [posting.external_id for posting in postings if "plain" in posting.opening.attributes]
    return dict(zip(plain, SPOILS, strict=False))


def break_indent(document: str) -> str:
    """Return the same file, no longer valid YAML: one line of the description has lost its indent."""
    head, marker, rest = document.partition("description: |\n")
    lines = rest.split("\n")
    # Not a line with a colon, which would be read as a key.
    breakable = [number for number, line in enumerate(lines) if number > 3 and line.strip() and ":" not in line]
    lines[breakable[0]] = lines[breakable[0]].strip()
    return head + marker + "\n".join(lines)


def list_broken_documents(snapshots: Sequence[date]) -> list[tuple[int, str, bytes, str]]:
    """Return snapshot index, uri, bytes and defect of the documents without a readable posting."""
    last = len(snapshots) - 1
    return [
        (0, "postings/1000001_unreadable.yaml", _UNREADABLE.encode(), "YAML that cannot be read even leniently"),
        (0, "postings/1000002_no_title.yaml", _NO_TITLE.encode(), "a posting without a title"),
        (min(1, last), "postings/1000003_empty.yaml", b"", "an empty file"),
        (min(1, last), "pages/scan_1000004.html", _BINARY, "binary content in a page's name"),
        (min(2, last), "pages/about_us.html", _NO_POSTING.encode(), "a page without a JobPosting"),
        (last, "pages/cut_off_1000005.html", _CUT_OFF.encode(), "a page whose JSON-LD breaks off"),
    ]


BROKEN_JSON_LINE = '{"@type": "JobPosting", "title": "AI Engineer", "description": "<p>The connection was lo'
CARD_WITHOUT_TITLE = ("Fenwilshaw Works", "https://jobs.example.com/job/untitled/1000006")

_UNREADABLE = "}{ : - : not a posting\n\t- [unclosed, 'quote\n: : :\n"
_NO_TITLE = (
    "job_id: 1000002\ntitle: \ncompany: Fenwilshaw Works\nlocation: USA\nwork_type: FULL_TIME\ndescription: |\n"
    "  The form was sent before anybody had filled in the title.\n"
    "posted_date: 2025-12-20\nurl: https://jobs.example.com/job/untitled/1000002\nsource: synthetic\n"
)
_BINARY = bytes([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D]) + bytes(range(256)) * 4
_NO_POSTING = (
    "<!doctype html>\n<html><head><title>About Example Jobs</title>"
    '<script type="application/ld&#x2B;json">{"@context": "https://schema.org", "@type": "Organization",'
    ' "name": "Example Jobs"}</script></head><body><p>We list jobs.</p></body></html>\n'
)
_CUT_OFF = (
    "<!doctype html>\n<html><head><title>AI Engineer</title>"
    '<script type="application/ld&#x2B;json">{"@context": "https://schema.org", "@graph": [{"@type": "JobPosting",'
)
