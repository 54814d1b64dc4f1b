with

pay_period_rows as (

    {{ seed_rows('pay_period') }}

)

select
    period,
    cast(periods_per_year as bigint) as periods_per_year
from pay_period_rows
