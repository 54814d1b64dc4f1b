with

population as (

    select
        source,
        posting_id,
        opening_id,
        company_key
    from {{ ref('fct_posting') }}
    where is_text_analysed

),

analysed as (

    select
        population.source,
        population.posting_id,
        population.opening_id,
        population.company_key,
        skills.skill_id,
        skills.strength
    from population
    inner join {{ ref('bridge_posting_skill') }} as skills on population.posting_id = skills.posting_id

),

required as (

    select * from analysed
    where strength = 'required'

),

preferred as (

    select * from analysed
    where strength = 'preferred'

),

counted as (

    {{ counted_by('analysed', ['skill_id'], 'population') }}

),

counted_required as (

    {{ counted_by('required', ['skill_id'], 'population') }}

),

counted_preferred as (

    {{ counted_by('preferred', ['skill_id'], 'population') }}

)

select
    counted.source,
    counted.counting_policy,
    counted.skill_id,
    skills.skill_name,
    skills.category,
    skills.kind,
    coalesce(counted_required.n, 0) as required_n,
    coalesce(counted_preferred.n, 0) as preferred_n,
    {{ counted_columns('counted') }},
    cast(rank() over (
        partition by counted.source, counted.counting_policy, skills.category
        order by counted.n desc
    ) as bigint) as rank_in_category
from counted
inner join {{ ref('dim_skill') }} as skills on counted.skill_id = skills.skill_id
left join counted_required
    on
        counted.source = counted_required.source
        and counted.counting_policy = counted_required.counting_policy
        and counted.skill_id = counted_required.skill_id
left join counted_preferred
    on
        counted.source = counted_preferred.source
        and counted.counting_policy = counted_preferred.counting_policy
        and counted.skill_id = counted_preferred.skill_id
order by counted.source asc, counted.counting_policy asc, counted.n desc, skills.skill_name asc
