-- One row per counted observation, its labels mapped to ours; distrusted fields are null from here on.
with

observations as (

    select * from {{ ref('stg_ingest__observations') }}
    where standing = 'counted'

),

distrusted as (

    select
        source,
        view_kind,
        bool_or(field_name = 'level') as is_level,
        bool_or(field_name = 'work_mode') as is_work_mode,
        bool_or(field_name = 'pay') as is_pay,
        bool_or(field_name = 'years_experience') as is_years_experience,
        bool_or(field_name = 'degree') as is_degree
    from {{ ref('stg_seeds__field_trust') }}
    where not is_trusted
    group by source, view_kind

)

select
    observations.observation_id,
    observations.posting_id,
    observations.external_id,
    observations.source,
    observations.snapshot_on,
    observations.view_kind,
    observations.uri,
    observations.title,
    observations.company_given,
    {{ company_base_name('observations.company_given') }} as company_base_name,
    case when len(observations.locations) > 0 then observations.locations end as locations,
    observations.location_count,
    employment_types.employment_type,
    case when not coalesce(distrusted.is_work_mode, false) then work_modes.work_mode end as work_mode,
    case when not coalesce(distrusted.is_level, false) then levels.level end as level,
    observations.posted_on,
    case when not coalesce(distrusted.is_pay, false) then observations.salary_min end as salary_min,
    case when not coalesce(distrusted.is_pay, false) then observations.salary_max end as salary_max,
    observations.salary_currency,
    observations.salary_period,
    case
        when not coalesce(distrusted.is_years_experience, false)
            then observations.years_experience_given
    end as years_experience,
    case
        when coalesce(distrusted.is_degree, false) then null
        when observations.degree_given like '%bachelor%' then 'bachelor'
        when observations.degree_given like '%master%' then 'master'
        when observations.degree_given like '%phd%' or observations.degree_given like '%doctor%' then 'phd'
    end as degree,
    observations.has_text,
    observations.version_id,
    observations.company_size,
    observations.url
from observations
left join distrusted
    on
        observations.source = distrusted.source
        and observations.view_kind = distrusted.view_kind
left join {{ ref('stg_seeds__employment_types_given') }} as employment_types
    on observations.employment_type_given = employment_types.employment_type_given
left join {{ ref('stg_seeds__work_modes_given') }} as work_modes
    on observations.work_mode_given = work_modes.work_mode_given
left join {{ ref('stg_seeds__levels_given') }} as levels
    on observations.level_given = levels.level_given
