with

locations as (

    select * from {{ ref('int_postings__locations') }}

),

postings as (

    select * from {{ ref('int_postings__resolved') }}

)

-- Pay is stated by place where the posting has one place; a range over several places is not any one place's.
select
    locations.posting_id,
    locations.location_key,
    locations.is_primary,
    cast(case when count(*) over (partition by locations.posting_id) = 1 then postings.salary_min end as double)
        as salary_min,
    cast(case when count(*) over (partition by locations.posting_id) = 1 then postings.salary_max end as double)
        as salary_max
from locations
inner join postings on locations.posting_id = postings.posting_id
