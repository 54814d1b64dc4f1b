with

level_given_rows as (

    {{ seed_rows('level_given') }}

)

select
    level_given,
    level
from level_given_rows
