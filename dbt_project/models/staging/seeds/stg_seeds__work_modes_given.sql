with

work_mode_given_rows as (

    {{ seed_rows('work_mode_given') }}

)

select
    work_mode_given,
    work_mode
from work_mode_given_rows
