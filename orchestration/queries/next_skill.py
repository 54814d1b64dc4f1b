"""Which technology to learn next, given the known ones: how many openings of the publication each would add.

Here: names resolved to skills, and one query on the published database, read-only. An opening is met when at least
half of the technologies that its texts name are known, as in `reports.rpt_skill_path` with the aim `half`.
Not here: how the answer is printed (`cli/queries.py`).
"""

from collections.abc import Sequence

import duckdb

from ingestion.storage.layout import Layout
from orchestration.publication.reader import published_database
from orchestration.queries.database import Row

COLUMNS = ("source", "technology", "category", "named_by_unmet", "gained", "met_before", "met_after", "openings")

NAMED = """
select skill_id
from marts.dim_skill
where kind = 'technology' and lower($name) in (lower(skill_id), lower(skill_name))
order by skill_id
"""
NEAREST = """
select skill_id
from marts.dim_skill
where kind = 'technology'
order by jaro_winkler_similarity(skill_id, lower($name)) desc, skill_id
limit 3
"""
# Ranked by the sum of 1 / needed over the unmet openings that name a technology, not by the openings that it alone
# completes: a person who knows little completes almost none with one more technology.
NEXT = """
with named as (
    select
        postings.source,
        postings.opening_id,
        coalesce(list(distinct skills.skill_id) filter (where skills.skill_id is not null), []) as skill_ids
    from marts.fct_posting as postings
    left join marts.bridge_posting_skill as bridge on postings.posting_id = bridge.posting_id
    left join marts.dim_skill as skills on bridge.skill_id = skills.skill_id and skills.kind = 'technology'
    where postings.is_text_analysed and ($role_type is null or postings.role_type = $role_type)
    group by postings.source, postings.opening_id
),

openings as (
    select
        source,
        skill_ids,
        len(list_intersect(skill_ids, $known)) as known_n,
        -- half of the technologies, rounded up; one where none is named, so that such an opening is never met
        greatest(1, (len(skill_ids) + 1) // 2) as needed_n
    from named
),

totals as (
    select source, count(*) filter (where known_n >= needed_n) as met_n, count(*) as opening_n
    from openings
    group by source
),

offered as (
    select source, unnest(skill_ids) as skill_id, known_n, needed_n
    from openings
    where known_n < needed_n
),

brought as (
    select
        source,
        skill_id,
        count(*) as named_n,
        count(*) filter (where known_n + 1 = needed_n) as gained_n,
        row_number() over (partition by source order by sum(1.0 / needed_n) desc, skill_id) as place
    from offered
    where not list_contains($known, skill_id)
    group by source, skill_id
)

select
    brought.source,
    skills.skill_name,
    skills.category,
    brought.named_n,
    brought.gained_n,
    totals.met_n,
    totals.met_n + brought.gained_n,
    totals.opening_n
from brought
inner join totals on brought.source = totals.source
inner join marts.dim_skill as skills on brought.skill_id = skills.skill_id
where brought.place <= $limit
order by brought.source, brought.place
"""


class UnknownSkillError(ValueError):
    """A name is no technology of the catalogue; the message has the nearest ones."""


def next_skills(layout: Layout, names: Sequence[str], role_type: str | None, limit: int) -> list[Row]:
    """Rank the technologies to learn after `names` (ids or names of technologies, in any case), best first by source.

    Rows have COLUMNS; counts are openings. With `role_type` only openings of that role type are counted.
    Raises UnknownSkillError, and NothingPublishedError without a publication.
    """
    with published_database(layout) as database:
        known = [_skill_id(database, name) for name in names]
        parameters = {"known": known, "role_type": role_type, "limit": limit}
        return database.execute(NEXT, parameters).fetchall()


def _skill_id(database: duckdb.DuckDBPyConnection, name: str) -> str:
    row = database.execute(NAMED, {"name": name}).fetchone()
    if row is None:
        nearest = ", ".join(str(skill_id) for (skill_id,) in database.execute(NEAREST, {"name": name}).fetchall())
        message = f"{name!r} is no technology of the catalogue; the nearest are {nearest}."
        raise UnknownSkillError(message)
    return str(row[0])
