"""From openings to postings: ids, copies, the snapshots that each appears in, and edits between them.

Here: reposts, copies per city and sister brand, closings and reopenings, which documents exist in
which snapshot and which version of the text they have. Not here: the openings (`openings`),
the bytes of a document (`writers`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .attributes import draw_attributes
from .body import Body, append_sentence, drop_preferred_line
from .composition import compose_body
from .draw import Draw
from .market import PLACES, Market, Place
from .openings import ROLE_SHARES, Opening, draw_opening
from .pay import PayFact
from .sentences import PostingCopy
from .vocabulary import load_phrases

BOARD = "https://jobs.example.com/job"
# A prime span and a step below it: the numbers of all postings give distinct ids.
_ID_SPAN, _ID_STEP = 8_999_993, 7_919


@dataclass(frozen=True, slots=True)
class Sighting:
    """One posting in one snapshot. Where only a card was saved, `body` is None and `text_record_type` empty."""

    index: int
    has_card: bool
    text_record_type: str
    body: Body | None
    pay: PayFact | None


@dataclass(frozen=True, slots=True)
class SyntheticPosting:
    """One id on the board, with its sightings in the snapshots, oldest first."""

    external_id: str
    opening: Opening
    opening_id: str
    copy_kind: str
    company_name: str
    places: tuple[Place, ...]
    places_with_pay: tuple[tuple[Place, PayFact], ...]
    states_mode: bool
    text_states_pay: bool
    posted_on: date
    sightings: tuple[Sighting, ...]

    @property
    def title(self) -> str:
        """The title, the same in every document."""
        return self.opening.title

    @property
    def url(self) -> str:
        """The address on the board."""
        return f"{BOARD}/{slugify(self.title)}/{self.external_id}"


@dataclass(frozen=True, slots=True)
class _Plan:
    """One copy of an opening before it is written: the company, the places, the indexes of its snapshots."""

    kind: str
    company_name: str
    places: tuple[Place, ...]
    indices: tuple[int, ...]


def slugify(text: str) -> str:
    """Lower-case words with hyphens: `Senior AI Engineer` gives `senior-ai-engineer`."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def make_external_id(number: int) -> str:
    """Return the id of the posting with this number; ids of neighbours are far apart and carry no information."""
    return str(1_000_000 + (number * _ID_STEP + 104_729) % _ID_SPAN)


def _first_index(draw: Draw, count: int) -> int:
    """Return the first snapshot of an opening: many in the first one, then fewer each month, a few more in spring."""
    return draw.weigh([40, *(20 + (3 if index % 4 == 2 else 0) for index in range(1, count))])


def _live_indices(draw: Draw, first: int, count: int) -> tuple[int, ...]:
    last = first
    while last + 1 < count and draw.chance(0.45):
        last += 1
    return tuple(range(first, last + 1))


def _plan_indices(draw: Draw, opening: Opening, count: int) -> tuple[int, ...]:
    first = opening.first_index
    # A gap of one snapshot: present, absent, present again.
    if "reopened" in opening.attributes and count >= 3:
        first = min(first, count - 3)
        return (first, *range(first + 2, min(first + 3 + draw.between(0, 1), count)))
    if opening.attributes & {"pay_added", "skill_dropped", "reworded"} and count >= 2:
        first = min(first, count - 2)
        return tuple(range(first, min(first + draw.between(2, 3), count)))
    return (first,) if "plain" in opening.attributes else _live_indices(draw, first, count)


def _plan_copies(draw: Draw, opening: Opening, count: int) -> list[_Plan]:
    """Return the postings of an opening: one, or a copy per city, a sister brand's, a repost."""
    indices, name = _plan_indices(draw, opening, count), opening.company.name
    plans = [_Plan("single", name, opening.places, indices)]
    # Copies differ in city and lifetime and have one text, as real near-duplicates do.
    if "cities" in opening.attributes:
        first = opening.places[0]
        others = [place for place in PLACES if place.country == first.country and place != first]
        for place in draw.sample(others, draw.between(2, 5)):
            plans.append(_Plan("city", name, (place,), _live_indices(draw, indices[0], count)))
    if "sister" in opening.attributes:
        plans.append(_Plan("sister", opening.company.sister, opening.places, indices))
    if "repost" in opening.attributes and count >= 2:
        # The repost appears under a new id in the snapshot after the first posting was last seen.
        start = min(indices[0], count - 2)
        plans[0] = replace(plans[0], indices=(start,))
        plans.append(_Plan("repost", name, opening.places, _live_indices(draw, start + 1, count)))
    return plans


def _pay_by_place(opening: Opening) -> tuple[tuple[Place, PayFact], ...]:
    if "pay_by_place" not in opening.attributes or opening.pay is None:
        return ()
    pay = opening.pay
    return tuple(
        (place, replace(pay, minimum=pay.minimum + 5000 * rank, maximum=pay.maximum + 5000 * rank))
        for rank, place in enumerate(opening.places)
    )


def _span(pay: PayFact | None, by_place: Sequence[tuple[Place, PayFact]]) -> PayFact | None:
    """Return the range over all places."""
    if pay is None or not by_place:
        return pay
    return replace(
        pay, minimum=min(part.minimum for _, part in by_place), maximum=max(part.maximum for _, part in by_place)
    )


def _versions(seed: int, opening: Opening, copy: PostingCopy, *, states_mode: bool) -> tuple[Body, Body]:
    """Return the text in the first snapshot and in every later one."""
    late = compose_body(seed, opening, copy, states_mode=states_mode)
    # One object for both unless an attribute edits the text: identity later decides whether it was edited.
    early = late
    if "pay_added" in opening.attributes:
        early = compose_body(seed, opening, replace(copy, pay=None), states_mode=states_mode)
    if "skill_dropped" in opening.attributes:
        late = drop_preferred_line(late)
    if "reworded" in opening.attributes:
        late = append_sentence(late, load_phrases(opening.language)["edit"][0])
    return early, late


def _pick_view(draw: Draw, plan: _Plan) -> str:
    """Return how the text was saved; a file has room for one place, so jobs in several places are pages or JSON."""
    weights = (0, 60, 40) if len(plan.places) > 1 else (56, 24, 20)
    return ("file", "page", "json")[draw.weigh(weights)]


def _sightings_of(
    seed: int, number: int, plan: _Plan, opening: Opening, versions: tuple[Body, Body] | None, pay: PayFact | None
) -> Iterator[Sighting]:
    """Yield the sightings of one posting; its text is saved in the first, after each edit, and sometimes again."""
    draw = Draw(seed, "look", number)
    record_type, previous = "file" if "plain" in opening.attributes else _pick_view(draw, plan), None
    for rank, index in enumerate(plan.indices):
        body = versions[min(rank, 1)] if versions else None
        # Compared by identity: a text is saved again after each edit.
        saves_text = body is not None and (body is not previous or draw.chance(0.3))
        previous = body
        shown = None if "pay_added" in opening.attributes and rank == 0 and len(plan.indices) > 1 else pay
        if saves_text and rank and draw.chance(0.2):
            record_type = _pick_view(draw, plan)
        yield Sighting(
            index,
            has_card=not saves_text or draw.chance(0.93),
            text_record_type=record_type if saves_text else "",
            body=body if saves_text else None,
            pay=shown,
        )


def _make_posting(
    seed: int, number: int, plan: _Plan, opening: Opening, opening_id: str, snapshots: Sequence[date]
) -> SyntheticPosting:
    draw = Draw(seed, "posting", number)
    has_text = "card_only" not in opening.attributes
    is_outspoken = Draw(seed, "mode", opening.number).chance(0.75) or len(opening.places) > 1
    states_mode = opening.work_mode != "unstated" and is_outspoken
    by_place = _pay_by_place(opening)
    pay = _span(opening.pay, by_place)
    copy = PostingCopy(plan.company_name, plan.places[0], pay if _states_pay(opening) else None, by_place)
    versions = _versions(seed, opening, copy, states_mode=states_mode) if has_text else None
    # A posting of one snapshot has no earlier version to be edited from.
    if versions and len(plan.indices) == 1:
        versions = (versions[1], versions[1])
    first = snapshots[plan.indices[0]]
    return SyntheticPosting(
        external_id=make_external_id(number),
        opening=opening,
        opening_id=opening_id,
        copy_kind=plan.kind,
        company_name=plan.company_name,
        places=plan.places,
        places_with_pay=by_place,
        states_mode=states_mode,
        text_states_pay=_states_pay(opening),
        posted_on=first - timedelta(days=draw.between(1, 45 if plan.indices[0] == 0 else 27)),
        sightings=tuple(_sightings_of(seed, number, plan, opening, versions, pay)),
    )


def _states_pay(opening: Opening) -> bool:
    """Whether the text states the pay; some US openings leave it to the board's fields."""
    is_plain = (
        opening.pay is not None and opening.pay.period == "year" and not opening.attributes & {"pay", "pay_added"}
    )
    return not (is_plain and opening.places[0].country == "USA" and opening.number % 6 == 0)


def _pick_role_type(assigned: dict[str, int], total: int) -> str:
    """Return the role type that is furthest below its share, so that even a small corpus keeps the proportions."""
    return max(ROLE_SHARES, key=lambda name: ROLE_SHARES[name] * (total + 1) - assigned[name])


def make_postings(seed: int, count: int, snapshots: Sequence[date]) -> list[SyntheticPosting]:
    """Return exactly `count` postings; those of one opening follow each other."""
    market, postings = Market(seed, count), list[SyntheticPosting]()
    assigned = dict.fromkeys(ROLE_SHARES, 0)
    number = 0
    while len(postings) < count:
        draw = Draw(seed, "plan", number)
        attributes = draw_attributes(draw, number)
        role_type = next((name for name in ROLE_SHARES if name in attributes), None) or _pick_role_type(
            assigned, len(postings)
        )
        first = 0 if "stock" in attributes else _first_index(draw, len(snapshots))
        progress = first / max(len(snapshots) - 1, 1)
        opening = draw_opening(seed, number, market, role_type, first, progress, attributes)
        opening_id = f"opening-{make_external_id(len(postings))}"
        plans = _plan_copies(draw, opening, len(snapshots))[: count - len(postings)]
        for plan in plans:
            postings.append(_make_posting(seed, len(postings), plan, opening, opening_id, snapshots))
        assigned[role_type] += len(plans)
        number += 1
    return postings
