with

skill_group_rows as (

    {{ seed_rows('skill_group') }}

)

select
    skill_group,
    skill_id
from skill_group_rows
