with

title_family_rows as (

    {{ seed_rows('title_family') }}

)

select
    cast(family_rank as bigint) as family_rank,
    title_phrase,
    title_family
from title_family_rows
