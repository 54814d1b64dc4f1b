"""A corpus: the documents of every snapshot and the truth about them.

Here: walking the postings through the snapshots, writing their documents and noting what each of
them states. Not here: the postings (`lifecycle`), the formats (`writers`), the truth tables (`truth`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from .draw import Draw
from .hard_cases import (
    BROKEN_JSON_LINE,
    CARD_WITHOUT_TITLE,
    CONFLICT_NOTE,
    break_indent,
    list_broken_documents,
    pick_spoiled,
)
from .lifecycle import BOARD, Sighting, SyntheticPosting, make_postings, slugify
from .stated_fields import Card, SavedText, StatedFields, make_card, make_saved_text, note_card, note_text
from .truth import Row, Truth, state_truth
from .writers import write_annotation, write_file, write_json_line, write_listing, write_page

DEFAULT_SNAPSHOTS = (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1))


@dataclass(frozen=True, slots=True)
class SyntheticDocument:
    """One file as a collector would have saved it; `uri` is relative and begins with the snapshot date."""

    snapshot_on: date
    uri: str
    content: bytes


@dataclass(frozen=True)
class Corpus:
    """The documents, ordered by snapshot and uri, and the truth of the postings in them."""

    documents: tuple[SyntheticDocument, ...]
    truth: Truth


@dataclass
class _Snapshot:
    """The documents of one snapshot so far; a sparse one has cards with title, company and link only."""

    index: int
    on: date
    is_sparse: bool
    documents: dict[str, bytes] = field(default_factory=dict)
    cards: list[Card] = field(default_factory=list)
    json_lines: list[tuple[str, str]] = field(default_factory=list)

    def uri(self, name: str) -> str:
        return f"{self.on}/{name}"


class _Collector:
    """Writes the documents, and records the facts from which the truth tables are made."""

    def __init__(self, seed: int, postings: Sequence[SyntheticPosting], snapshots: Sequence[date]) -> None:
        self.seed, self.postings = seed, postings
        # One snapshot's listing has titles, companies and links only: real crawls lose fields now and then.
        sparse = min(2, len(snapshots) - 1) if len(snapshots) > 1 else -1
        self.snapshots = [_Snapshot(index, on, index == sparse) for index, on in enumerate(snapshots)]
        self.stated = {posting.external_id: StatedFields() for posting in postings}
        self.spoiled = pick_spoiled(postings)
        self.records: list[Row] = []
        self.malformed: list[Row] = []

    def note_record(
        self, snapshot: _Snapshot, uri: str, record_type: str, external_id: str, record_index: int = 0
    ) -> None:
        """Note a record that a parser has to read."""
        self.records.append(
            {
                "snapshot_on": snapshot.on,
                "uri": uri,
                "record_index": record_index,
                "record_type": record_type,
                "external_id": external_id,
            }
        )

    def note_malformed(self, snapshot: _Snapshot, uri: str, why: str, *, readable_id: str | None = None) -> None:
        """Note a broken document; `readable_id` is the id of the posting that can still be read from it."""
        self.malformed.append(
            {
                "snapshot_on": snapshot.on,
                "uri": uri,
                "external_id": readable_id,
                "why": why,
                "expected": "kept" if readable_id else "reject",
            }
        )

    def add_sighting(self, posting: SyntheticPosting, sighting: Sighting) -> None:
        """Add the card and the text that are saved of a posting in one snapshot."""
        snapshot = self.snapshots[sighting.index]
        # A stream of its own per posting and snapshot: a change in one document leaves all others as they are.
        draw = Draw(self.seed, "view", posting.external_id, sighting.index)
        stated = self.stated[posting.external_id]
        if sighting.has_card:
            card = make_card(posting, sighting, draw, is_sparse=snapshot.is_sparse)
            note_card(stated, posting, card)
            snapshot.cards.append(card)
            # Real listings repeat an id under a second address, which must not count twice.
            if "other_url" in posting.opening.attributes:
                other = f"{BOARD}/{slugify(posting.title)}-{slugify(posting.company_name)}/{posting.external_id}"
                snapshot.cards.append(replace(card, link=other))
        if sighting.body is not None:
            has_date = self.spoiled.get(posting.external_id) != "no_date"
            name = re.sub(r"[^A-Za-z0-9]+", "_", f"{posting.company_name}_{posting.title}")[:48].strip("_")
            saved = make_saved_text(posting, sighting, draw, f"{posting.external_id}_{name}", has_date=has_date)
            note_text(stated, saved, has_date=has_date)
            {"file": self.save_file, "page": self.save_page, "json": self.save_json}[sighting.text_record_type](
                snapshot, saved, draw
            )

    def save_file(self, snapshot: _Snapshot, saved: SavedText, draw: Draw) -> None:
        """Add a YAML file, intact or spoiled, and sometimes an annotation of it."""
        external_id, uri = saved.posting.external_id, snapshot.uri(f"postings/{saved.uri}.yaml")
        document, spoil = write_file(saved), self.spoiled.get(external_id)
        self.note_record(snapshot, uri, "file", external_id)
        if spoil == "lenient":
            document = break_indent(document)
            self.note_malformed(
                snapshot, uri, "YAML with a broken indent, still readable leniently", readable_id=external_id
            )
        if spoil == "no_date":
            self.note_malformed(snapshot, uri, "a date that is none", readable_id=external_id)
        if spoil == "conflict":
            again = snapshot.uri(f"postings/{saved.uri}_2.yaml")
            snapshot.documents[again] = write_file(saved, CONFLICT_NOTE).encode()
            self.note_record(snapshot, again, "file", external_id)
            self.note_malformed(
                snapshot, again, "an id twice in one snapshot with different content", readable_id=external_id
            )
        snapshot.documents[uri] = document.encode()
        if draw.chance(0.12):
            labels = snapshot.uri(f"annotations/{saved.uri}.yaml")
            snapshot.documents[labels] = write_annotation(saved, draw, snapshot.on).encode()
            self.note_record(snapshot, labels, "annotation", external_id)

    def save_page(self, snapshot: _Snapshot, saved: SavedText, draw: Draw) -> None:
        """Add a saved page."""
        uri = snapshot.uri(f"pages/{slugify(saved.posting.title)}_{saved.posting.external_id}.html")
        page = write_page(saved, snapshot.on, draw.sample(self.postings[:200], 3))
        snapshot.documents[uri] = page.encode()
        self.note_record(snapshot, uri, "page", saved.posting.external_id)

    def save_json(self, snapshot: _Snapshot, saved: SavedText, _draw: Draw) -> None:
        """Add a line for the snapshot's JSONL file, which `close` writes."""
        snapshot.json_lines.append((saved.posting.external_id, write_json_line(saved, snapshot.on)))

    def close(self, snapshot: _Snapshot) -> None:
        """Write the files with many records, in random order, so that the order carries no information."""
        draw = Draw(self.seed, "close", snapshot.index)
        uri = snapshot.uri("postings.jsonl")
        lines = draw.shuffled(snapshot.json_lines)
        for position, (external_id, _) in enumerate(lines):
            self.note_record(snapshot, uri, "json", external_id, position)
        texts = [line for _, line in lines]
        if snapshot.index == len(self.snapshots) - 1:
            texts.append(BROKEN_JSON_LINE)
            self.note_malformed(snapshot, uri, "a JSON line that breaks off")
        snapshot.documents[uri] = "".join(f"{line}\n" for line in texts).encode()
        self.close_listing(snapshot, draw)

    def close_listing(self, snapshot: _Snapshot, draw: Draw) -> None:
        """Write the listing; the first one also has a card without a title."""
        uri = snapshot.uri(f"listing_{snapshot.on}.csv")
        cards = draw.shuffled(snapshot.cards)
        for position, card in enumerate(cards):
            self.note_record(snapshot, uri, "card", card.external_id, position)
        if snapshot.index == 0:
            company, link = CARD_WITHOUT_TITLE
            cards.append(Card("", "", company, "", "", "", "", link))
            self.note_malformed(snapshot, uri, "a card without a title")
        scraped_on = snapshot.on if snapshot.is_sparse else None
        snapshot.documents[uri] = write_listing(cards, scraped_on).encode()

    def add_broken(self, snapshots: Sequence[date]) -> None:
        """Add the documents without a readable posting."""
        for index, name, content, why in list_broken_documents(snapshots):
            snapshot = self.snapshots[index]
            snapshot.documents[snapshot.uri(name)] = content
            self.note_malformed(snapshot, snapshot.uri(name), why)


def generate(seed: int = 20260101, postings: int = 1200, snapshots: Sequence[date] = DEFAULT_SNAPSHOTS) -> Corpus:
    """Return a corpus of exactly `postings` distinct postings over the given snapshots, which have to ascend.

    The same arguments give the same bytes on every machine. From 60 postings and four snapshots on,
    it contains every hard case at least once. Raises ValueError for other arguments.
    """
    if postings < 1 or not snapshots or list(snapshots) != sorted(set(snapshots)):
        message = "A corpus needs at least one posting and snapshot dates that ascend; got "
        raise ValueError(f"{message}{postings} postings and {[str(on) for on in snapshots]}.")
    all_postings = make_postings(seed, postings, snapshots)
    collector = _Collector(seed, all_postings, snapshots)
    for posting in all_postings:
        for sighting in posting.sightings:
            collector.add_sighting(posting, sighting)
    for snapshot in collector.snapshots:
        collector.close(snapshot)
    collector.add_broken(snapshots)
    documents = tuple(
        SyntheticDocument(snapshot.on, uri, snapshot.documents[uri])
        for snapshot in collector.snapshots
        for uri in sorted(snapshot.documents)
    )
    return Corpus(
        documents, state_truth(all_postings, collector.stated, snapshots, collector.records, collector.malformed)
    )
