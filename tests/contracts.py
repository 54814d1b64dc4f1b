"""The contract of every source, whatever bytes it is given: checks for property tests and the fuzz run.

Here: the expectations about records, postings, texts and hints. Not here: how inputs are made (`fuzz.py`,
`tests/unit/test_properties_*.py`).
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from itertools import pairwise

from ingestion.fields import field_values
from ingestion.records.parse import LONGEST_DESCRIPTION
from ingestion.schemas import Annotation, Posting, Unusable
from ingestion.sources import SOURCES, Source
from ingestion.sources.base import Hints
from ingestion.storage.layout import SEEDS
from ingestion.storage.seeds import load_seed
from ingestion.text.clean import clean_description
from ingestion.text.sections import find_sections, read_headings

BY_KIND = {source.kind: source for source in SOURCES}
HEAD = 65_536
HEADINGS = read_headings(load_seed("phrase", None, SEEDS))

LONG = {"description", "notes", "url", "responsibilities", "use_cases", "role_reason", "company_focus"}
LONGEST = 5_000
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
RULE = re.compile("[a-z_]{2,40}")
FIRST, LAST = date(1990, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True)
class Outcome:
    """The result of one record: a posting, an annotation, or the rule id of its rejection with the `reason`."""

    result: object
    reason: str = ""


def outcomes(source: Source, content: bytes) -> list[Outcome]:
    """Return the outcome of each record of a document, and of the document where it could not be split to its end."""
    results: list[Outcome] = []
    try:
        for record in source.split(content):
            try:
                results.append(Outcome(source.parse(record)))
            except Unusable as broken:
                results.append(Outcome(broken.rule_id, broken.reason))
    except Unusable as broken:
        results.append(Outcome(broken.rule_id, broken.reason))
    return results


def check_document(source: Source, name: str, content: bytes) -> list[Outcome]:
    """Check a source's contract on one document; returns the outcomes of its records."""
    assert source.recognises(name, content[:HEAD]) in {True, False}
    check_hints(source.hints(content))
    results = outcomes(source, content)
    assert results, "no record and no rejection"
    assert results == outcomes(source, content), "the same bytes gave other records"
    for outcome in results:
        check_outcome(outcome)
    return results


def check_hints(hints: Hints) -> None:
    """A board is one word, a snapshot date a plausible date."""
    assert hints.board is None or re.fullmatch("[a-z0-9.-]+", hints.board), hints
    assert hints.snapshot_on is None or FIRST <= hints.snapshot_on <= LAST, hints


def check_outcome(outcome: Outcome) -> None:
    """A record is a posting, labels, or a rejection with a reason."""
    if isinstance(outcome.result, str):
        assert RULE.fullmatch(outcome.result), outcome
        assert 20 < len(outcome.reason) < 2_000, outcome
        outcome.reason.encode("utf-8", "replace")
        return
    assert isinstance(outcome.result, Posting | Annotation)
    assert outcome.result.external_id
    assert len(outcome.result.external_id) <= field_values.LONGEST_ID
    for field in fields(outcome.result):
        check_value(field.name, getattr(outcome.result, field.name))
    if isinstance(outcome.result, Posting):
        check_posting(outcome.result)


def check_posting(posting: Posting) -> None:
    """A posting has a title, an address that is no script, and a text that can be stored and split into sections."""
    assert posting.title
    assert posting.url is None or not re.match("(?i)(javascript|data|vbscript|file):", posting.url), posting.url
    assert len(posting.locations) <= 1_000
    if posting.description:
        check_text(clean_description(posting.description[:LONGEST_DESCRIPTION], posting.description_is_html))


def check_value(name: str, value: object) -> None:
    """Every value can be stored and shown: UTF-8 text without NUL, finite numbers, plausible dates."""
    for leaf in _leaves(value):
        if isinstance(leaf, str):
            leaf.encode()
            assert "\0" not in leaf, (name, leaf[:80])
            assert name in LONG or not CONTROLS.search(leaf), (name, leaf[:80])
            assert name == "description" or len(leaf) <= (LONGEST if name in LONG else 500), (name, len(leaf))
        elif isinstance(leaf, datetime | date):
            assert FIRST <= (leaf.date() if isinstance(leaf, datetime) else leaf) <= LAST, (name, leaf)
        elif isinstance(leaf, int | float):
            assert math.isfinite(leaf), (name, leaf)
            assert abs(leaf) < 2**53, (name, leaf)
        else:
            assert leaf is None, (name, type(leaf))


def _leaves(value: object) -> Iterator[object]:
    if isinstance(value, tuple):
        for part in value:
            yield from _leaves(part)
    elif is_dataclass(value) and not isinstance(value, type):
        yield from _leaves(tuple(getattr(value, field.name) for field in fields(value)))
    else:
        yield value


def check_text(text: str) -> None:
    """A cleaned text has no controls, stays the same when cleaned again, and its sections cover it without gaps."""
    text.encode()
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", text), text[:200]
    assert "\n\n\n" not in text
    assert " \n" not in text
    assert clean_description(text, False) == text
    whole = f"Title\n\n{text}"
    sections = find_sections(whole, HEADINGS)
    assert sections[0].start == 0
    assert sections[-1].end == len(whole)
    assert all(section.start < section.end for section in sections)
    assert all(one.end == other.start for one, other in pairwise(sections))
