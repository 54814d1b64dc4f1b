-- One row per posting that states pay: the amounts, the currency and how it is known, per year in US dollars.
with

postings as (

    select * from {{ ref('int_postings__current') }}
    where salary_min is not null or salary_max is not null

),

single_countries as (

    select
        posting_id,
        min(country) as country
    from {{ ref('int_postings__locations') }}
    group by posting_id
    having count(distinct country) = 1 and count(*) = count(country)

),

attributes as (

    select * from {{ ref('int_versions__attributes') }}

),

with_currency as (

    select
        postings.posting_id,
        postings.salary_min,
        postings.salary_max,
        postings.salary_period,
        coalesce(postings.salary_currency, attributes.salary_currency, country_currencies.currency) as salary_currency,
        case
            when postings.salary_currency is not null then 'stated'
            when attributes.salary_currency is not null then 'text'
            when country_currencies.currency is not null then 'country'
        end as salary_currency_basis
    from postings
    left join attributes
        on postings.text_version_id = attributes.version_id
    left join single_countries
        on postings.posting_id = single_countries.posting_id
    left join {{ ref('stg_seeds__country_currencies') }} as country_currencies
        on single_countries.country = country_currencies.country

)

select
    with_currency.posting_id,
    with_currency.salary_min,
    with_currency.salary_max,
    with_currency.salary_currency,
    with_currency.salary_currency_basis,
    with_currency.salary_period,
    round(with_currency.salary_min * periods.periods_per_year * rates.usd_per_unit, 0) as salary_min_usd_year,
    round(with_currency.salary_max * periods.periods_per_year * rates.usd_per_unit, 0) as salary_max_usd_year
from with_currency
left join {{ ref('stg_seeds__pay_periods') }} as periods
    on with_currency.salary_period = periods.period
left join {{ ref('stg_seeds__exchange_rates') }} as rates
    on with_currency.salary_currency = rates.currency
