with

level_rows as (

    {{ seed_rows('level') }}

)

select
    level,
    cast(level_rank as bigint) as level_rank,
    cast(decision_rank as bigint) as decision_rank
from level_rows
