with

places as (

    select distinct
        location_key,
        city,
        region,
        country
    from {{ ref('int_postings__locations') }}

),

countries as (

    select
        country,
        min(country_name) as country_name
    from {{ ref('stg_seeds__countries') }}
    group by country

)

select
    places.location_key,
    places.city,
    places.region,
    places.country,
    countries.country_name
from places
left join countries on places.country = countries.country
