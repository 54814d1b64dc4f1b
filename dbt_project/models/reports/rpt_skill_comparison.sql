-- Two groups are compared where each has thirty or more, on skills that ten or more of the two request.
{% set least_population, least_n = 30, 10 %}
with

counted as (

    select * from {{ ref('int_skills__by_group') }}

),

groups as (

    select distinct
        source,
        counting_policy,
        group_kind,
        group_value,
        population_n
    from counted
    where population_n >= {{ least_population }}

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
    from groups as first
    inner join groups as second
        on
            first.source = second.source
            and first.counting_policy = second.counting_policy
            and first.group_kind = second.group_kind
            and (
                first.population_n > second.population_n
                or (first.population_n = second.population_n and first.group_value < second.group_value)
            )

),

skills as (

    select distinct
        source,
        counting_policy,
        group_kind,
        skill_id
    from counted

),

-- The effective share of a group's postings; for a group that never requests the skill that of the other is used.
compared as (

    select
        pairs.*,
        skills.skill_id,
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
    inner join skills
        on
            pairs.source = skills.source
            and pairs.counting_policy = skills.counting_policy
            and pairs.group_kind = skills.group_kind
    {% for side in ['first', 'second'] %}
        left join counted as {{ side }}
            on
                pairs.source = {{ side }}.source
                and pairs.counting_policy = {{ side }}.counting_policy
                and pairs.group_kind = {{ side }}.group_kind
                and pairs.{{ side }}_group = {{ side }}.group_value
                and skills.skill_id = {{ side }}.skill_id
    {% endfor %}
    where coalesce(first.n, 0) + coalesce(second.n, 0) >= {{ least_n }}

),

tested as (

    select
        *,
        odds_ratio(
            first_n * first_weight, (first_population_n - first_n) * first_weight,
            second_n * second_weight, (second_population_n - second_n) * second_weight
        ) as odds
    from compared

),

judged as (

    {{ with_q_values(
        'tested', ['source', 'counting_policy', 'group_kind', 'first_group', 'second_group'], 'odds.p_value'
    ) }}

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
    {% for side in ['first', 'second'] %}
        judged.{{ side }}_n,
        judged.{{ side }}_population_n,
        {{ share_columns('judged.' ~ side ~ '_n', 'judged.' ~ side ~ '_population_n', side ~ '_share') }},
        {{ clustered_share_columns(
            'judged.' ~ side ~ '_n', 'judged.' ~ side ~ '_population_n', 'judged.' ~ side ~ '_effective_n',
            side ~ '_share'
        ) }},
    {% endfor %}
    judged.odds.ratio as odds_ratio,
    judged.odds.low as odds_ratio_low,
    judged.odds.high as odds_ratio_high,
    judged.odds.p_value,
    judged.q_value,
    judged.q_value < 0.05 as is_significant,
    {{ is_small('least(judged.first_n, judged.second_n)') }} as is_small
from judged
inner join {{ ref('dim_skill') }} as skills on judged.skill_id = skills.skill_id
order by
    judged.source, judged.counting_policy, judged.group_kind, judged.first_group, judged.second_group,
    judged.odds.p_value, skills.skill_name
