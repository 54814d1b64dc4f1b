with

exchange_rate_rows as (

    {{ seed_rows('exchange_rate') }}

)

select
    currency,
    cast(usd_per_unit as double) as usd_per_unit,
    cast(as_of as date) as as_of_on
from exchange_rate_rows
