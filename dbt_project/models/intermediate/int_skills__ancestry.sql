-- A skill leads to itself, its parent and all above it. Overrides could close a circle; the depth is bounded.
with recursive

ancestry as (

    select
        skill_id,
        skill_id as ancestor_skill_id,
        0 as depth
    from {{ ref('stg_seeds__skills') }}
    union
    select
        ancestry.skill_id,
        skills.parent_skill_id as ancestor_skill_id,
        ancestry.depth + 1 as depth
    from ancestry
    inner join {{ ref('stg_seeds__skills') }} as skills on ancestry.ancestor_skill_id = skills.skill_id
    where skills.parent_skill_id is not null and ancestry.depth < 10

)

select
    skill_id,
    ancestor_skill_id,
    cast(min(depth) as bigint) as depth
from ancestry
group by skill_id, ancestor_skill_id
