with

term_stop_rows as (

    {{ seed_rows('term_stop') }}

)

select
    word,
    reason
from term_stop_rows
