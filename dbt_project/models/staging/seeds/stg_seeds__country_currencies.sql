with

country_currency_rows as (

    {{ seed_rows('country_currency') }}

)

select
    country,
    currency
from country_currency_rows
