-- One row per posting and place; the first place the document names is the primary one.
with

chosen as (

    select
        posting_id,
        location_observation_id
    from {{ ref('int_postings__current') }}
    where location_observation_id is not null

),

places as (

    select
        chosen.posting_id,
        {{ unnest_with_position('observations.locations', 'place', 'place_position') }}
    from chosen
    inner join {{ ref('int_observations__typed') }} as observations
        on chosen.location_observation_id = observations.observation_id

),

keyed as (

    select
        places.posting_id,
        place.city,
        place.region,
        place.country,
        {{ hash_key(['place.country', 'place.region', 'place.city']) }} as location_key,
        places.place_position
    from places
    where coalesce(place.city, place.region, place.country) is not null

)

select
    posting_id,
    location_key,
    city,
    region,
    country,
    row_number() over (partition by posting_id order by min(place_position), location_key) = 1 as is_primary
from keyed
group by posting_id, location_key, city, region, country
