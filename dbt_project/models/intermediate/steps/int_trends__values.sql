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
        pair_number,
        trend_value,
        row_number() over (order by pair_number, trend_value) as value_number
    from stated
    group by pair_number, trend_value
    having count(*) >= {{ least_n }}

),

weights as (

    select distinct
        pair_number,
        cell,
        direction,
        cell_n,
        unit_weight
    from {{ ref('int_trends__cells') }}

)

select
    stated.pair_number,
    frequent.value_number,
    frequent.trend_value,
    stated.cell,
    stated.direction,
    stated.company_number,
    count(*) as value_n,
    count(*) * any_value(weights.unit_weight) as part,
    count(*) * any_value(weights.unit_weight / weights.cell_n) as posting_part
from stated
inner join frequent
    on stated.pair_number = frequent.pair_number and stated.trend_value = frequent.trend_value
left join weights
    on
        stated.pair_number = weights.pair_number
        and stated.cell = weights.cell
        and stated.direction = weights.direction
group by
    stated.pair_number, frequent.value_number, frequent.trend_value, stated.cell, stated.direction,
    stated.company_number
