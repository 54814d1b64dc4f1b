{% set least_n = 20 %}
{% set fields = ['role_type', 'level', 'work_mode', 'pay'] %}
with

stated as (

    {% for field in fields %}
        {{ stated_in_pairs(field, field, value='members.' ~ field) }}
        union all
    {% endfor %}
    {{ stated_in_pairs(
        'skill', 'version_id', value='skills.skill_id',
        joined='inner join ' ~ ref('bridge_version_skill') ~ ' as skills on members.version_id = skills.version_id'
    ) }}

),

frequent as (

    select
        pair_key,
        value_key
    from stated
    group by pair_key, value_key
    having count(*) >= {{ least_n }}

),

weights as (

    select distinct
        pair_key,
        cell,
        direction,
        cell_n,
        unit_weight
    from {{ ref('int_trends__cells') }}

)

select
    stated.pair_key,
    stated.value_key,
    stated.cell,
    stated.direction,
    stated.company_key,
    count(*) as value_n,
    count(*) * any_value(weights.unit_weight) as part,
    count(*) * any_value(weights.unit_weight / weights.cell_n) as posting_part
from stated
inner join frequent
    on stated.pair_key = frequent.pair_key and stated.value_key = frequent.value_key
left join weights
    on
        stated.pair_key = weights.pair_key
        and stated.cell = weights.cell
        and stated.direction = weights.direction
group by stated.pair_key, stated.value_key, stated.cell, stated.direction, stated.company_key
