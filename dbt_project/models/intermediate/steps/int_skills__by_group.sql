-- What is counted is numbered: groups times skills times postings are many, and text would take much more memory.
with

attributes as (

    select
        posting_id,
        attribute_kind as group_kind,
        attribute_value as group_value
    from {{ ref('bridge_posting_attribute') }}
    where
        attribute_value <> 'unstated'
        and (
            (basis = 'text' and attribute_kind = 'role_type')
            or (basis = 'posting' and attribute_kind in ('level', 'country'))
        )

),

groups as (

    select
        group_kind,
        group_value,
        row_number() over (order by group_kind, group_value) as group_number
    from attributes
    group by group_kind, group_value

),

skills as (

    {{ numbered_skills() }}

),

population as (

    select
        postings.source,
        postings.posting_id,
        postings.opening_id,
        postings.company_key,
        groups.group_number
    from {{ ref('fct_posting') }} as postings
    inner join attributes on postings.posting_id = attributes.posting_id
    inner join groups
        on attributes.group_kind = groups.group_kind and attributes.group_value = groups.group_value
    where postings.is_text_analysed

),

analysed as (

    select
        population.*,
        skills.skill_number
    from population
    inner join {{ ref('bridge_posting_skill') }} as bridge on population.posting_id = bridge.posting_id
    inner join skills on bridge.skill_id = skills.skill_id

),

counted as (

    {{ counted_by(
        'analysed', ['group_number', 'skill_number'], 'population',
        policies=['postings', 'openings'], within=['group_number'],
    ) }}

)

select
    counted.source,
    counted.counting_policy,
    groups.group_kind,
    groups.group_value,
    skills.skill_id,
    counted.n,
    counted.population_n,
    counted.effective_n
from counted
inner join groups on counted.group_number = groups.group_number
inner join skills on counted.skill_number = skills.skill_number
