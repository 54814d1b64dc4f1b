"""The fields that each document states of a posting: those of its card and those beside its saved text.

Here: cards, the fields beside a text, and the sum of what was stated, from which the truth follows
(a level that no document states is `unstated`). Not here: bytes (`writers`), text (`body`).
"""

from dataclasses import dataclass, field

from .draw import Draw
from .lifecycle import Sighting, SyntheticPosting
from .market import Place
from .pay import PayFact, spell_for_card

CARD_LEVELS = {
    "intern": "Internship",
    "entry": "Entry level",
    "junior": "Junior",
    "mid": "Mid level",
    "senior": "Senior level",
    "lead": "Senior level",
    "manager": "Senior level",
    "staff": "Expert/Leader",
    "principal": "Expert/Leader",
    "director": "Expert/Leader",
}
SHIFTED_LEVELS = {
    "Internship": "Entry level",
    "Entry level": "Mid level",
    "Junior": "Mid level",
    "Mid level": "Senior level",
    "Senior level": "Expert/Leader",
    "Expert/Leader": "Expert/Leader",
}
"""A saved file writes a card's level one step too high, as the real board does."""

_MODES = {
    "remote": ("Remote", "Remote", "Remote", "Remote", "Remote", "In-Office or Remote", "Remote or Hybrid"),
    "hybrid": ("Hybrid",),
    "onsite": ("In-Office",),
    "unstated": ("",),
}


@dataclass(frozen=True, slots=True)
class Card:
    """One row of a listing."""

    external_id: str
    title: str
    company: str
    location: str
    work_type: str
    level: str
    compensation: str
    link: str


@dataclass(frozen=True, slots=True)
class SavedText:
    """A saved text with the fields beside it in its document."""

    posting: SyntheticPosting
    sighting: Sighting
    uri: str
    pay: PayFact | None
    places: tuple[Place, ...]
    level: str
    posted_on: str


@dataclass(slots=True)
class StatedFields:
    """Whether, or what, the documents of one posting have stated so far, over all snapshots."""

    level: bool = False
    work_mode: bool = False
    pay_in: set[str] = field(default_factory=set)
    places: tuple[Place, ...] = ()
    location_count: int | None = None
    posted_on: bool = False


def _card_location(posting: SyntheticPosting) -> str:
    if len(posting.places) > 1:
        return f"{len(posting.places)} Locations"
    return posting.places[0].card


def _card_pay(posting: SyntheticPosting, sighting: Sighting, draw: Draw) -> str:
    if "non_pay_card" in posting.opening.attributes:
        return "3-5 Annually"
    pay = sighting.pay
    has_text = any(other.body for other in posting.sightings)
    if pay is None or pay.period not in ("year", "hour") or pay.minimum == pay.maximum:
        return ""
    # Without a text and with several places nothing would state the currency.
    if not has_text and len(posting.places) > 1:
        return ""
    return spell_for_card(pay) if draw.chance(0.75) else ""


def make_card(posting: SyntheticPosting, sighting: Sighting, draw: Draw, *, is_sparse: bool) -> Card:
    """Return the posting's card; in a sparse listing all but title, company and link are empty."""
    shown = (
        ("", "", "", "")
        if is_sparse
        else (
            _card_location(posting),
            draw.pick(_MODES[posting.opening.work_mode]),
            CARD_LEVELS[posting.opening.level],
            _card_pay(posting, sighting, draw),
        )
    )
    return Card(posting.external_id, posting.title, posting.company_name, *shown, posting.url)


def make_saved_text(
    posting: SyntheticPosting, sighting: Sighting, draw: Draw, uri: str, *, has_date: bool
) -> SavedText:
    """Return the fields beside the posting's text; a file states one place at most."""
    is_file = sighting.text_record_type == "file"
    places = posting.places[:1] if is_file else posting.places
    card_level = CARD_LEVELS[posting.opening.level]
    return SavedText(
        posting=posting,
        sighting=sighting,
        uri=uri,
        pay=sighting.pay if not is_file and draw.chance(0.75) else None,
        places=() if is_file and draw.chance(0.1) else places,
        level=SHIFTED_LEVELS[card_level] if draw.chance(0.94) else card_level,
        posted_on=posting.posted_on.isoformat() if has_date else "as soon as possible",
    )


def note_card(stated: StatedFields, posting: SyntheticPosting, card: Card) -> None:
    """Add what a card states."""
    stated.level = stated.level or bool(card.level)
    stated.work_mode = stated.work_mode or bool(card.work_type)
    if card.compensation and posting.opening.pay is not None:
        stated.pay_in.add("card")
    if card.location:
        stated.location_count = len(posting.places)
        if len(posting.places) == 1:
            stated.places = stated.places or posting.places


def note_text(stated: StatedFields, saved: SavedText, *, has_date: bool) -> None:
    """Add what a saved text and its fields state."""
    posting, sighting = saved.posting, saved.sighting
    is_remote_field = sighting.text_record_type != "file" and posting.opening.work_mode == "remote"
    stated.work_mode = stated.work_mode or posting.states_mode or is_remote_field
    stated.posted_on = stated.posted_on or has_date
    if len(saved.places) > len(stated.places):
        stated.places = saved.places
        stated.location_count = len(saved.places)
    if saved.pay:
        stated.pay_in.add("fields")
    if sighting.pay and posting.text_states_pay:
        stated.pay_in.add("text")
