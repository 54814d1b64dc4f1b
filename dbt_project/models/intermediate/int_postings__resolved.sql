-- One row per posting with everything that is known of it: what the facts and reports select from.
with

current_fields as (

    select * from {{ ref('int_postings__current') }}

),

primary_locations as (

    select
        posting_id,
        location_key,
        country
    from {{ ref('int_postings__locations') }}
    where is_primary

)

select
    current_fields.posting_id,
    sightings.external_id,
    sightings.source,
    current_fields.text_version_id is not null as has_text,
    versions.language,
    current_fields.text_version_id is not null and coalesce(versions.language, 'und') = 'en' as is_text_analysed,
    coalesce(current_fields.text_version_id, current_fields.title_version_id) as version_id,
    current_fields.title,
    roles.role_key,
    companies.company_key,
    primary_locations.location_key,
    case when versions.language = 'en' then role_types.role_type end as role_type,
    case when versions.language = 'en' then role_types.role_confidence end as role_confidence,
    case when versions.language = 'en' then role_types.role_margin end as role_margin,
    coalesce(current_fields.level, 'unstated') as level,
    current_fields.employment_type,
    coalesce(current_fields.work_mode, 'unstated') as work_mode,
    pay.salary_min,
    pay.salary_max,
    pay.salary_currency,
    pay.salary_currency_basis,
    pay.salary_period,
    pay.salary_min_usd_year,
    pay.salary_max_usd_year,
    current_fields.salary_record_type,
    current_fields.years_experience as years_experience_min,
    current_fields.degree as degree_min,
    case when versions.language = 'en' then coalesce(attributes.is_customer_facing, false) end as is_customer_facing,
    case when versions.language = 'en' then coalesce(attributes.is_management, false) end as is_management,
    case when versions.language = 'en' then coalesce(attributes.is_research, false) end as is_research,
    case when versions.language = 'en' then coalesce(attributes.visa_sponsorship, 'unstated') end as visa_sponsorship,
    case when versions.language = 'en' then coalesce(attributes.clearance, 'unstated') end as clearance,
    current_fields.posted_on,
    sightings.first_seen_on,
    sightings.last_seen_on,
    openings.opening_id,
    openings.is_canonical,
    current_fields.location_count,
    current_fields.url
from current_fields
inner join {{ ref('int_postings__sightings') }} as sightings
    on current_fields.posting_id = sightings.posting_id
inner join {{ ref('int_postings__openings') }} as openings
    on current_fields.posting_id = openings.posting_id
left join {{ ref('stg_ingest__versions') }} as versions
    on current_fields.text_version_id = versions.version_id
left join {{ ref('int_versions__attributes') }} as attributes
    on current_fields.text_version_id = attributes.version_id
left join {{ ref('int_versions__role_scores') }} as role_types
    on current_fields.text_version_id = role_types.version_id and role_types.role_rank = 1
left join {{ ref('int_titles__roles') }} as roles
    on current_fields.title = roles.title
left join {{ ref('int_companies__members') }} as companies
    on current_fields.company_base_name = companies.company_base_name
left join {{ ref('int_postings__pay') }} as pay
    on current_fields.posting_id = pay.posting_id
left join primary_locations
    on current_fields.posting_id = primary_locations.posting_id
