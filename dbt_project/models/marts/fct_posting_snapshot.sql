with

snapshots as (

    select * from {{ ref('int_postings__snapshots') }}

),

companies as (

    select * from {{ ref('int_companies__members') }}

),

postings as (

    select
        posting_id,
        source
    from {{ ref('int_postings__resolved') }}

)

select
    snapshots.posting_id,
    snapshots.snapshot_on,
    postings.source,
    coalesce(snapshots.text_version_id, snapshots.title_version_id) as version_id,
    snapshots.text_version_id is not null as has_text,
    snapshots.title,
    companies.company_key,
    coalesce(snapshots.level, 'unstated') as level,
    coalesce(snapshots.work_mode, 'unstated') as work_mode,
    cast(snapshots.salary_min as double) as salary_min,
    cast(snapshots.salary_max as double) as salary_max,
    snapshots.salary_currency,
    snapshots.salary_period,
    snapshots.posted_on,
    snapshots.url
from snapshots
inner join postings on snapshots.posting_id = postings.posting_id
left join companies on snapshots.company_base_name = companies.company_base_name
