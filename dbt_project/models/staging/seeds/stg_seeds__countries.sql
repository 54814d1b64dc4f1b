with

country_rows as (

    {{ seed_rows('country', ['alias']) }}

)

select
    alias,
    country,
    country_name
from country_rows
