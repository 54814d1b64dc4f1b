with

country_rows as (

    {{ seed_rows('country') }}

)

select
    alias,
    country,
    country_name
from country_rows
