-- One row per company: its most frequent spelling, its stated size and stage.
with

sightings as (

    select
        company_base_name,
        company_given,
        count(*) as observation_count,
        max(company_size) as company_size
    from {{ ref('int_observations__typed') }}
    where company_base_name is not null
    group by company_base_name, company_given

),

ranked as (

    select
        *,
        row_number() over (
            partition by company_base_name
            order by observation_count desc, company_given asc
        ) as spelling_rank
    from sightings

),

stages as (

    select
        current_fields.company_base_name,
        attributes.company_stage,
        row_number() over (
            partition by current_fields.company_base_name
            order by count(*) desc, attributes.company_stage
        ) as stage_rank
    from {{ ref('int_postings__current') }} as current_fields
    inner join {{ ref('int_versions__attributes') }} as attributes
        on current_fields.text_version_id = attributes.version_id
    where attributes.company_stage is not null
    group by current_fields.company_base_name, attributes.company_stage

),

sizes as (

    select
        current_fields.company_base_name,
        attributes.company_size,
        row_number() over (
            partition by current_fields.company_base_name
            order by count(*) desc, attributes.company_size desc
        ) as size_rank
    from {{ ref('int_postings__current') }} as current_fields
    inner join {{ ref('int_versions__attributes') }} as attributes
        on current_fields.text_version_id = attributes.version_id
    where attributes.company_size is not null
    group by current_fields.company_base_name, attributes.company_size

)

select
    ranked.company_base_name,
    {{ hash_key(['ranked.company_base_name']) }} as company_key,
    max(case when ranked.spelling_rank = 1 then ranked.company_given end) as company_name,
    cast(count(*) as bigint) as spelling_count,
    cast(coalesce(max(ranked.company_size), max(sizes.company_size)) as bigint) as company_size,
    max(stages.company_stage) as stage
from ranked
left join stages
    on
        ranked.company_base_name = stages.company_base_name
        and stages.stage_rank = 1
left join sizes
    on
        ranked.company_base_name = sizes.company_base_name
        and sizes.size_rank = 1
group by ranked.company_base_name
