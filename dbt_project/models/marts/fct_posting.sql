with

postings as (

    select * from {{ ref('int_postings__resolved') }}

)

select
    posting_id,
    external_id,
    source,
    has_text,
    is_text_analysed,
    language,
    version_id,
    title,
    role_key,
    company_key,
    location_key,
    role_type,
    cast(role_confidence as double) as role_confidence,
    cast(role_margin as double) as role_margin,
    level,
    employment_type,
    work_mode,
    cast(salary_min as double) as salary_min,
    cast(salary_max as double) as salary_max,
    salary_currency,
    salary_currency_basis,
    salary_period,
    cast(salary_min_usd_year as double) as salary_min_usd_year,
    cast(salary_max_usd_year as double) as salary_max_usd_year,
    cast(years_experience_min as double) as years_experience_min,
    degree_min,
    is_customer_facing,
    is_management,
    is_research,
    visa_sponsorship,
    clearance,
    cast(location_count as bigint) as location_count,
    posted_on,
    first_seen_on,
    last_seen_on,
    opening_id,
    is_canonical,
    url
from postings
