-- Numbers instead of keys: the pairs of a million postings are counted through them.
{% set unit_numbers = {
    'postings': 'posting_number', 'openings': 'opening_number', 'companies': 'case when has_company then cluster_number end',
} %}
with

postings as (

    select
        source,
        posting_id,
        {{ posting_numbers() }}
    from {{ ref('fct_posting') }}
    where is_text_analysed

),

skills as (

    {{ numbered_skills() }}

),

members as (

    {% for policy, unit_number in unit_numbers.items() %}
        select
            source,
            '{{ policy }}' as counting_policy,
            {{ unit_number }} as unit_number,
            posting_id,
            cluster_number
        from postings
        where {{ unit_number }} is not null
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

units as (

    select
        source,
        counting_policy,
        unit_number,
        min(cluster_number) as cluster_number,
        count(*) over (partition by source, counting_policy) as total_n
    from members
    group by source, counting_policy, unit_number

)

select distinct
    units.source,
    units.counting_policy,
    units.unit_number,
    units.cluster_number,
    units.total_n,
    skills.skill_number
from members
inner join units
    on
        members.source = units.source
        and members.counting_policy = units.counting_policy
        and members.unit_number = units.unit_number
inner join {{ ref('bridge_posting_skill') }} as bridge on members.posting_id = bridge.posting_id
inner join skills on bridge.skill_id = skills.skill_id
