-- Numbers instead of keys: the pairs of a million postings are counted through them.
with

members as (

    {% for policy, unit in counting_units() %}
        select
            source,
            '{{ policy }}' as counting_policy,
            {{ number_key([unit]) }} as unit_number,
            posting_id,
            coalesce(company_key, posting_id) as cluster_key
        from {{ ref('fct_posting') }}
        where is_text_analysed and {{ unit }} is not null
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

units as (

    select
        source,
        counting_policy,
        unit_number,
        {{ number_key(['min(cluster_key)']) }} as cluster_number,
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
    {{ number_key(['bridge.skill_id']) }} as skill_number
from members
inner join units
    on
        members.source = units.source
        and members.counting_policy = units.counting_policy
        and members.unit_number = units.unit_number
inner join {{ ref('bridge_posting_skill') }} as bridge on members.posting_id = bridge.posting_id
