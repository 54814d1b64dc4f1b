with

country_currency_rows as (

    {{ seed_rows('country_currency', ['country']) }}

)

select
    country,
    currency
from country_currency_rows
