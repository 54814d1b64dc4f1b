-- One row per counted observation, its labels mapped to ours.
with

observations as (

    select * from {{ ref('stg_ingest__observations') }}
    where dedup_status = 'primary'

)

select
    observations.observation_id,
    observations.posting_id,
    observations.external_id,
    observations.source,
    observations.snapshot_on,
    observations.record_type,
    observations.uri,
    observations.title,
    observations.company_given,
    {{ company_base_name('observations.company_given') }} as company_base_name,
    case when len(observations.locations) > 0 then observations.locations end as locations,
    observations.location_count,
    employment_types.employment_type,
    work_modes.work_mode,
    levels.level,
    observations.posted_on,
    observations.salary_min,
    observations.salary_max,
    observations.salary_currency,
    observations.salary_period,
    observations.years_experience_given as years_experience,
    case
        when observations.degree_given like '%bachelor%' then 'bachelor'
        when observations.degree_given like '%master%' then 'master'
        when observations.degree_given like '%phd%' or observations.degree_given like '%doctor%' then 'phd'
    end as degree,
    observations.has_text,
    observations.version_id,
    observations.company_size,
    observations.url
from observations
left join {{ ref('stg_seeds__employment_types_given') }} as employment_types
    on observations.employment_type_given = employment_types.employment_type_given
left join {{ ref('stg_seeds__work_modes_given') }} as work_modes
    on observations.work_mode_given = work_modes.work_mode_given
left join {{ ref('stg_seeds__levels_given') }} as levels
    on observations.level_given = levels.level_given
