-- What is counted is numbered: groups times skills times postings are many, and text would take much more memory.
-- Two groups are compared where each has thirty or more, on skills that ten or more of the two ask for.
{% set least_population = 30 %}
{% set least_n = 10 %}
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

group_names as (

    select distinct
        attribute_kind as group_kind,
        attribute_value as group_value,
        {{ number_key(['attribute_kind', 'attribute_value']) }} as group_number
    from {{ ref('bridge_posting_attribute') }}
    where attribute_kind in ('role_type', 'level', 'country')

),

skills as (

    select
        *,
        {{ number_key(['skill_id']) }} as skill_number
    from {{ ref('dim_skill') }}

),

analysed as (

    select
        population.*,
        {{ number_key(['bridge.skill_id']) }} as skill_number
    from population
    inner join {{ ref('bridge_posting_skill') }} as bridge on population.posting_id = bridge.posting_id

),

numbered as (

    {{ counted_by(
        'analysed', ['group_number', 'skill_number'], 'population',
        policies=['postings', 'openings'], within=['group_number'],
    ) }}

),

counted as (

    select
        numbered.*,
        group_names.group_kind,
        group_names.group_value
    from numbered
    inner join group_names on numbered.group_number = group_names.group_number

),

kept as (

    select
        source,
        counting_policy,
        group_kind,
        group_value,
        population_n
    from counted
    where population_n >= {{ least_population }}
    group by source, counting_policy, group_kind, group_value, population_n

),

-- Each two groups once, the larger first.
pairs as (

    select
        first.source,
        first.counting_policy,
        first.group_kind,
        first.group_value as first_group,
        first.population_n as first_population_n,
        second.group_value as second_group,
        second.population_n as second_population_n
    from kept as first
    inner join kept as second
        on
            first.source = second.source
            and first.counting_policy = second.counting_policy
            and first.group_kind = second.group_kind
            and (
                first.population_n > second.population_n
                or (first.population_n = second.population_n and first.group_value < second.group_value)
            )

),

asked as (

    select distinct
        source,
        counting_policy,
        group_kind,
        skill_number
    from counted

),

-- What companies leave of a group's postings; a group that never asks for the skill takes that of the other.
compared as (

    select
        pairs.*,
        asked.skill_number,
        coalesce(first.n, 0) as first_n,
        coalesce(second.n, 0) as second_n,
        first.effective_n as first_effective_n,
        second.effective_n as second_effective_n,
        coalesce(
            first.effective_n / first.population_n, second.effective_n / second.population_n, 1.0
        ) as first_weight,
        coalesce(
            second.effective_n / second.population_n, first.effective_n / first.population_n, 1.0
        ) as second_weight
    from pairs
    inner join asked
        on
            pairs.source = asked.source
            and pairs.counting_policy = asked.counting_policy
            and pairs.group_kind = asked.group_kind
    left join counted as first
        on
            pairs.source = first.source
            and pairs.counting_policy = first.counting_policy
            and pairs.group_kind = first.group_kind
            and pairs.first_group = first.group_value
            and asked.skill_number = first.skill_number
    left join counted as second
        on
            pairs.source = second.source
            and pairs.counting_policy = second.counting_policy
            and pairs.group_kind = second.group_kind
            and pairs.second_group = second.group_value
            and asked.skill_number = second.skill_number
    where coalesce(first.n, 0) + coalesce(second.n, 0) >= {{ least_n }}

),

{% set cells = [
    'first_n * first_weight', '(first_population_n - first_n) * first_weight',
    'second_n * second_weight', '(second_population_n - second_n) * second_weight',
] %}
tested as (

    select
        *,
        {{ odds_ratio_columns(*cells) }},
        {{ two_sided_p('ln(' ~ odds_ratio(*cells) ~ ')', log_odds_error(*cells)) }} as p_value
    from compared

),

judged as (

    {{ with_q_values('tested', ['source', 'counting_policy', 'group_kind', 'first_group', 'second_group']) }}

)

select
    judged.source,
    judged.counting_policy,
    judged.group_kind,
    judged.first_group,
    judged.second_group,
    skills.skill_id,
    skills.skill_name,
    skills.category,
    judged.first_n,
    judged.first_population_n,
    cast(judged.first_n * 1.0 / judged.first_population_n as double) as first_share,
    cast({{ wilson_low('judged.first_n', 'judged.first_population_n') }} as double) as first_share_low,
    cast({{ wilson_high('judged.first_n', 'judged.first_population_n') }} as double) as first_share_high,
    {{ clustered_share_columns(
        'judged.first_n', 'judged.first_population_n', 'judged.first_effective_n', 'first_share'
    ) }},
    judged.second_n,
    judged.second_population_n,
    cast(judged.second_n * 1.0 / judged.second_population_n as double) as second_share,
    cast({{ wilson_low('judged.second_n', 'judged.second_population_n') }} as double) as second_share_low,
    cast({{ wilson_high('judged.second_n', 'judged.second_population_n') }} as double) as second_share_high,
    {{ clustered_share_columns(
        'judged.second_n', 'judged.second_population_n', 'judged.second_effective_n', 'second_share'
    ) }},
    judged.odds_ratio,
    judged.odds_ratio_low,
    judged.odds_ratio_high,
    cast(judged.p_value as double) as p_value,
    cast(judged.q_value as double) as q_value,
    judged.q_value < 0.05 as is_significant,
    {{ is_small('least(judged.first_n, judged.second_n)') }} as is_small
from judged
inner join skills on judged.skill_number = skills.skill_number
order by
    judged.source, judged.counting_policy, judged.group_kind, judged.first_group, judged.second_group,
    judged.p_value, skills.skill_name
