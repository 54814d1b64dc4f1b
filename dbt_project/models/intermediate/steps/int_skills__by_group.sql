-- What is counted is numbered: groups times skills times postings are many, and text would take much more memory.
with

population as (

    select
        postings.source,
        postings.posting_id,
        postings.opening_id,
        postings.company_key,
        {{ number_key(['attributes.attribute_kind', 'attributes.attribute_value']) }} as group_number
    from {{ ref('fct_posting') }} as postings
    inner join {{ ref('bridge_posting_attribute') }} as attributes on postings.posting_id = attributes.posting_id
    where
        postings.is_text_analysed
        and attributes.attribute_value <> 'unstated'
        and (
            (attributes.basis = 'text' and attributes.attribute_kind = 'role_type')
            or (attributes.basis = 'posting' and attributes.attribute_kind in ('level', 'country'))
        )

),

analysed as (

    select
        population.*,
        {{ number_key(['bridge.skill_id']) }} as skill_number
    from population
    inner join {{ ref('bridge_posting_skill') }} as bridge on population.posting_id = bridge.posting_id

),

counted as (

    {{ counted_by(
        'analysed', ['group_number', 'skill_number'], 'population',
        policies=['postings', 'openings'], within=['group_number'],
    ) }}

),

group_names as (

    select distinct
        attribute_kind as group_kind,
        attribute_value as group_value,
        {{ number_key(['attribute_kind', 'attribute_value']) }} as group_number
    from {{ ref('bridge_posting_attribute') }}
    where attribute_kind in ('role_type', 'level', 'country')

)

select
    counted.source,
    counted.counting_policy,
    group_names.group_kind,
    group_names.group_value,
    skills.skill_id,
    counted.n,
    counted.population_n,
    counted.effective_n
from counted
inner join group_names on counted.group_number = group_names.group_number
inner join {{ ref('dim_skill') }} as skills on counted.skill_number = {{ number_key(['skills.skill_id']) }}
