with

skill_alias_rows as (

    {{ seed_rows('skill_alias') }}

)

select
    alias,
    skill_id,
    match
from skill_alias_rows
