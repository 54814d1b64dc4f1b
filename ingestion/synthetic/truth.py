"""The truth of the synthetic corpus, as Arrow tables, so that every extraction can be scored.

Here: the tables' schemas and how they follow from postings and from what their documents state.
Not here: the documents (`corpus`). Truth is only what a reader could know: a level that no
document states is `unstated`, pay that none states is null, attributes of a text are null without text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import pyarrow as pa

from .body import Body, collect_decoys, collect_skills
from .lifecycle import SyntheticPosting
from .stated_fields import StatedFields
from .vocabulary import load_skills


def _schema(columns: dict[str, pa.DataType]) -> pa.Schema:
    return pa.schema(list(columns.items()))


POSTINGS = _schema(
    {
        "external_id": pa.string(),
        "title": pa.string(),
        "company": pa.string(),
        "role_type": pa.string(),
        "level": pa.string(),
        "employment_type": pa.string(),
        "work_mode": pa.string(),
        "salary_min": pa.float64(),
        "salary_max": pa.float64(),
        "salary_currency": pa.string(),
        "salary_period": pa.string(),
        "salary_stated_in": pa.list_(pa.string()),
        "years_experience_min": pa.int64(),
        "degree_min": pa.string(),
        "is_customer_facing": pa.bool_(),
        "is_management": pa.bool_(),
        "is_research": pa.bool_(),
        "language": pa.string(),
        "has_text": pa.bool_(),
        "opening_id": pa.string(),
        "copy_kind": pa.string(),
        "country": pa.string(),
        "location_count": pa.int64(),
        "posted_on": pa.date32(),
        "first_snapshot_on": pa.date32(),
        "last_snapshot_on": pa.date32(),
        "url": pa.string(),
    }
)
SKILLS = _schema(
    {"external_id": pa.string(), "skill_id": pa.string(), "strength": pa.string(), "spelling": pa.string()}
)
DECOYS = _schema({"external_id": pa.string(), "skill_id": pa.string(), "why": pa.string(), "spelling": pa.string()})
LOCATIONS = _schema(
    {
        "external_id": pa.string(),
        "city": pa.string(),
        "region": pa.string(),
        "country": pa.string(),
        "is_primary": pa.bool_(),
        "salary_min": pa.float64(),
        "salary_max": pa.float64(),
    }
)
RECORDS = _schema(
    {
        "snapshot_on": pa.date32(),
        "uri": pa.string(),
        "record_index": pa.int64(),
        "record_type": pa.string(),
        "external_id": pa.string(),
    }
)
MALFORMED = _schema(
    {
        "snapshot_on": pa.date32(),
        "uri": pa.string(),
        "external_id": pa.string(),
        "why": pa.string(),
        "expected": pa.string(),
    }
)
TRENDS = _schema({"skill_id": pa.string(), "snapshot_on": pa.date32(), "demand_factor": pa.float64()})
EDITS = _schema(
    {"external_id": pa.string(), "snapshot_on": pa.date32(), "change_kind": pa.string(), "skill_id": pa.string()}
)

Row = dict[str, Any]  # one row of a truth table, with the columns of its schema above


@dataclass(frozen=True)
class Truth:
    """The truth of one corpus.

    `postings`: one row per posting. `skills`: per posting and skill of its latest text. `decoys`: per
    posting and name that must not count. `locations`: per posting and stated place. `records`: per
    note_record of a document that gives an observation or annotation. `malformed`: per document or note_record
    that is broken; `expected` is `reject` or `kept`. `trends`: planted demand, relative to the first snapshot.
    `edits`: per posting, snapshot and change between two saved texts: `text` itself, `pay` that is new in it, a skill.
    """

    postings: pa.Table
    skills: pa.Table
    decoys: pa.Table
    locations: pa.Table
    records: pa.Table
    malformed: pa.Table
    trends: pa.Table
    edits: pa.Table


def _latest_body(posting: SyntheticPosting) -> Body | None:
    return next((sighting.body for sighting in reversed(posting.sightings) if sighting.body is not None), None)


def _describe_pay(posting: SyntheticPosting, stated: StatedFields) -> Row:
    pay = posting.sightings[-1].pay if stated.pay_in else None
    return {
        "salary_min": float(pay.minimum) if pay else None,
        "salary_max": float(pay.maximum) if pay else None,
        "salary_currency": pay.currency if pay else None,
        "salary_period": pay.period if pay else None,
        "salary_stated_in": sorted(stated.pay_in),
    }


def _describe_text(posting: SyntheticPosting) -> Row:
    """Return the attributes that only a text states; all null without one."""
    opening = posting.opening
    names = (
        "years_experience_min",
        "degree_min",
        "is_customer_facing",
        "is_management",
        "is_research",
        "language",
    )
    values = (
        opening.years,
        opening.degree,
        opening.is_customer_facing,
        opening.is_management,
        opening.is_research,
        opening.language,
    )
    return dict(zip(names, values, strict=True)) if _latest_body(posting) else dict.fromkeys(names)


def _describe(posting: SyntheticPosting, stated: StatedFields, snapshots: Sequence[date]) -> Row:
    opening, has_text = posting.opening, _latest_body(posting) is not None
    states_employment = has_text or opening.employment_type == "internship"
    return {
        "external_id": posting.external_id,
        "title": posting.title,
        "company": posting.company_name,
        "role_type": opening.role_type,
        "level": opening.level if stated.level or opening.title_states_level else "unstated",
        "employment_type": opening.employment_type if states_employment else None,
        "work_mode": opening.work_mode if stated.work_mode else "unstated",
        **_describe_pay(posting, stated),
        **_describe_text(posting),
        "has_text": has_text,
        "opening_id": posting.opening_id,
        "copy_kind": posting.copy_kind,
        "country": stated.places[0].country if stated.places else None,
        "location_count": stated.location_count,
        "posted_on": posting.posted_on if stated.posted_on else None,
        "first_snapshot_on": snapshots[posting.sightings[0].index],
        "last_snapshot_on": snapshots[posting.sightings[-1].index],
        "url": posting.url,
    }


def _describe_places(posting: SyntheticPosting, stated: StatedFields) -> list[Row]:
    pay = dict(posting.places_with_pay) if _latest_body(posting) else {}
    return [
        {
            "external_id": posting.external_id,
            "city": place.city or None,
            "region": place.region or None,
            "country": place.country,
            "is_primary": rank == 0,
            "salary_min": float(pay[place].minimum) if place in pay else None,
            "salary_max": float(pay[place].maximum) if place in pay else None,
        }
        for rank, place in enumerate(stated.places)
    ]


def _describe_trends(snapshots: Sequence[date]) -> list[Row]:
    last = max(len(snapshots) - 1, 1)
    return [
        {"skill_id": skill.skill_id, "snapshot_on": snapshot_on, "demand_factor": 1 + skill.trend * index / last}
        for skill in load_skills()
        if skill.trend
        for index, snapshot_on in enumerate(snapshots)
    ]


def _describe_edits(posting: SyntheticPosting, snapshots: Sequence[date]) -> Iterator[Row]:
    """Yield the changes from each saved text to the next one."""
    texts = [(sighting.index, sighting.body) for sighting in posting.sightings if sighting.body is not None]
    for (_, before), (index, after) in pairwise(texts):
        if before == after:
            continue
        title = posting.opening.title_mentions
        old, new = collect_skills(before, title).keys(), collect_skills(after, title).keys()
        kinds = [("text", None), *(("skill_dropped", skill_id) for skill_id in old - new)]
        kinds += [("skill_added", skill_id) for skill_id in new - old]
        if "pay_added" in posting.opening.attributes and posting.text_states_pay:
            kinds.append(("pay", None))
        for kind, skill_id in sorted(kinds, key=str):
            yield {
                "external_id": posting.external_id,
                "snapshot_on": snapshots[index],
                "change_kind": kind,
                "skill_id": skill_id,
            }


def state_truth(
    postings: Sequence[SyntheticPosting],
    stated: dict[str, StatedFields],
    snapshots: Sequence[date],
    records: list[Row],
    malformed: list[Row],
) -> Truth:
    """Return the truth tables; rows are in the order of postings, and of documents for records and malformed."""
    skills: list[Row] = []
    decoys: list[Row] = []
    for posting in postings:
        body = _latest_body(posting)
        if body is None:
            continue
        title = posting.opening.title_mentions
        for skill_id, (strength, spelling) in collect_skills(body, title).items():
            skills.append(
                {
                    "external_id": posting.external_id,
                    "skill_id": skill_id,
                    "strength": strength,
                    "spelling": spelling,
                }
            )
        for (skill_id, why), spelling in collect_decoys(body, title).items():
            decoys.append({"external_id": posting.external_id, "skill_id": skill_id, "why": why, "spelling": spelling})
    rows = [_describe(posting, stated[posting.external_id], snapshots) for posting in postings]
    places = [row for posting in postings for row in _describe_places(posting, stated[posting.external_id])]
    return Truth(
        postings=pa.Table.from_pylist(rows, schema=POSTINGS),
        skills=pa.Table.from_pylist(skills, schema=SKILLS),
        decoys=pa.Table.from_pylist(decoys, schema=DECOYS),
        locations=pa.Table.from_pylist(places, schema=LOCATIONS),
        records=pa.Table.from_pylist(records, schema=RECORDS),
        malformed=pa.Table.from_pylist(malformed, schema=MALFORMED),
        trends=pa.Table.from_pylist(_describe_trends(snapshots), schema=TRENDS),
        edits=pa.Table.from_pylist(
            [row for posting in postings for row in _describe_edits(posting, snapshots)], schema=EDITS
        ),
    )
