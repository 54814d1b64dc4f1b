with

skill_rows as (

    {{ seed_rows('skill') }}

)

select
    skill_id,
    skill_name,
    category,
    kind,
    nullif(parent_skill_id, '') as parent_skill_id
from skill_rows
