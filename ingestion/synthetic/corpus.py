"""A corpus: the documents of every snapshot and the truth about them.

Here: walking the postings through the snapshots, writing their documents and noting what each
told. Not here: the postings (`lifecycle`), the formats (`writers`), the truth tables (`truth`).
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
from .lifecycle import BOARD, Posting, Sighting, make_postings, slugify
from .truth import Row, Truth, state_truth
from .views import Card, TextView, Told, make_card, make_text_view, note_card, note_text
from .writers import write_annotation, write_file, write_json_line, write_listing, write_page

DEFAULT_SNAPSHOTS = (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1))


@dataclass(frozen=True, slots=True)
class SyntheticDocument:
    """One file as a collector would have saved it; `uri` is relative and holds the snapshot date."""

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
    """What has been collected for one snapshot so far."""

    index: int
    on: date
    is_sparse: bool
    documents: dict[str, bytes] = field(default_factory=dict)
    cards: list[Card] = field(default_factory=list)
    json_lines: list[tuple[str, str]] = field(default_factory=list)

    def uri(self, name: str) -> str:
        return f"{self.on}/{name}"


class _Collector:
    """Writes the documents and keeps the books that truth is made from."""

    def __init__(self, seed: int, postings: Sequence[Posting], snapshots: Sequence[date]) -> None:
        self.seed, self.postings = seed, postings
        sparse = min(2, len(snapshots) - 1) if len(snapshots) > 1 else -1
        self.snapshots = [_Snapshot(index, on, index == sparse) for index, on in enumerate(snapshots)]
        self.told = {posting.external_id: Told() for posting in postings}
        self.spoiled = pick_spoiled(postings)
        self.records: list[Row] = []
        self.malformed: list[Row] = []

    def record(self, snapshot: _Snapshot, uri: str, view: str, external_id: str, record_index: int = 0) -> None:
        """Note a record that a parser should find."""
        self.records.append(
            {
                "snapshot_on": snapshot.on,
                "uri": uri,
                "record_index": record_index,
                "view": view,
                "external_id": external_id,
            }
        )

    def blame(self, snapshot: _Snapshot, uri: str, why: str, *, kept: str | None = None) -> None:
        """Note a broken document; `kept` is the id of the posting that can be read from it all the same."""
        self.malformed.append(
            {
                "snapshot_on": snapshot.on,
                "uri": uri,
                "external_id": kept,
                "why": why,
                "expected": "kept" if kept else "reject",
            }
        )

    def look(self, posting: Posting, sighting: Sighting) -> None:
        """Collect what one look at a posting saves."""
        snapshot = self.snapshots[sighting.index]
        draw = Draw(self.seed, "view", posting.external_id, sighting.index)
        told = self.told[posting.external_id]
        if sighting.has_card:
            card = make_card(posting, sighting, draw, is_sparse=snapshot.is_sparse)
            note_card(told, posting, card)
            snapshot.cards.append(card)
            if "other_url" in posting.opening.traits:
                other = f"{BOARD}/{slugify(posting.title)}-{slugify(posting.company_name)}/{posting.external_id}"
                snapshot.cards.append(replace(card, link=other))
        if sighting.body is not None:
            has_date = self.spoiled.get(posting.external_id) != "no_date"
            name = re.sub(r"[^A-Za-z0-9]+", "_", f"{posting.company_name}_{posting.title}")[:48].strip("_")
            view = make_text_view(posting, sighting, draw, f"{posting.external_id}_{name}", has_date=has_date)
            note_text(told, view, has_date=has_date)
            {"file": self.save_file, "page": self.save_page, "json": self.save_json}[sighting.text_view](
                snapshot, view, draw
            )

    def save_file(self, snapshot: _Snapshot, view: TextView, draw: Draw) -> None:
        """Return a YAML file, whole or spoiled, and sometimes its annotation."""
        external_id, uri = view.posting.external_id, snapshot.uri(f"postings/{view.uri}.yaml")
        document, spoil = write_file(view), self.spoiled.get(external_id)
        self.record(snapshot, uri, "file", external_id)
        if spoil == "lenient":
            document = break_indent(document)
            self.blame(snapshot, uri, "YAML with a broken indent, still readable leniently", kept=external_id)
        if spoil == "no_date":
            self.blame(snapshot, uri, "a date that is none", kept=external_id)
        if spoil == "conflict":
            again = snapshot.uri(f"postings/{view.uri}_2.yaml")
            snapshot.documents[again] = write_file(view, CONFLICT_NOTE).encode()
            self.record(snapshot, again, "file", external_id)
            self.blame(snapshot, again, "an id twice in one snapshot with different content", kept=external_id)
        snapshot.documents[uri] = document.encode()
        if draw.chance(0.12):
            labels = snapshot.uri(f"annotations/{view.uri}.yaml")
            snapshot.documents[labels] = write_annotation(view, draw, snapshot.on).encode()
            self.record(snapshot, labels, "annotation", external_id)

    def save_page(self, snapshot: _Snapshot, view: TextView, draw: Draw) -> None:
        """Return a saved page."""
        uri = snapshot.uri(f"pages/{slugify(view.posting.title)}_{view.posting.external_id}.html")
        page = write_page(view, snapshot.on, draw.sample(self.postings[:200], 3))
        snapshot.documents[uri] = page.encode()
        self.record(snapshot, uri, "page", view.posting.external_id)

    def save_json(self, snapshot: _Snapshot, view: TextView, _draw: Draw) -> None:
        """Return a line for the snapshot's JSONL file, which is written when all lines are there."""
        snapshot.json_lines.append((view.posting.external_id, write_json_line(view, snapshot.on)))

    def close(self, snapshot: _Snapshot) -> None:
        """Write the files that hold many records, in an order that tells nothing."""
        draw = Draw(self.seed, "close", snapshot.index)
        uri = snapshot.uri("postings.jsonl")
        lines = draw.shuffled(snapshot.json_lines)
        for position, (external_id, _) in enumerate(lines):
            self.record(snapshot, uri, "json", external_id, position)
        texts = [line for _, line in lines]
        if snapshot.index == len(self.snapshots) - 1:
            texts.append(BROKEN_JSON_LINE)
            self.blame(snapshot, uri, "a JSON line that breaks off")
        snapshot.documents[uri] = "".join(f"{line}\n" for line in texts).encode()
        self.close_listing(snapshot, draw)

    def close_listing(self, snapshot: _Snapshot, draw: Draw) -> None:
        """Write the listing; the first one also has a card without a title."""
        uri = snapshot.uri(f"listing_{snapshot.on}.csv")
        cards = draw.shuffled(snapshot.cards)
        for position, card in enumerate(cards):
            self.record(snapshot, uri, "card", card.external_id, position)
        if snapshot.index == 0:
            company, link = CARD_WITHOUT_TITLE
            cards.append(Card("", "", company, "", "", "", "", link))
            self.blame(snapshot, uri, "a card without a title")
        scraped_on = snapshot.on if snapshot.is_sparse else None
        snapshot.documents[uri] = write_listing(cards, scraped_on).encode()

    def add_broken(self, snapshots: Sequence[date]) -> None:
        """Add the documents that give no posting."""
        for index, name, content, why in list_broken_documents(snapshots):
            snapshot = self.snapshots[index]
            snapshot.documents[snapshot.uri(name)] = content
            self.blame(snapshot, snapshot.uri(name), why)


def generate(seed: int = 20260101, postings: int = 1200, snapshots: Sequence[date] = DEFAULT_SNAPSHOTS) -> Corpus:
    """Return a corpus of exactly `postings` distinct postings, seen at the given snapshots in ascending order.

    The same arguments give the same bytes on every machine. From 60 postings and four snapshots on,
    every hard case is in it at least once.
    """
    if postings < 1 or not snapshots or list(snapshots) != sorted(set(snapshots)):
        message = "A corpus needs at least one posting and snapshot dates that ascend; got "
        raise ValueError(f"{message}{postings} postings and {[str(on) for on in snapshots]}.")
    made = make_postings(seed, postings, snapshots)
    collector = _Collector(seed, made, snapshots)
    for posting in made:
        for sighting in posting.sightings:
            collector.look(posting, sighting)
    for snapshot in collector.snapshots:
        collector.close(snapshot)
    collector.add_broken(snapshots)
    documents = tuple(
        SyntheticDocument(snapshot.on, uri, snapshot.documents[uri])
        for snapshot in collector.snapshots
        for uri in sorted(snapshot.documents)
    )
    return Corpus(documents, state_truth(made, collector.told, snapshots, collector.records, collector.malformed))
