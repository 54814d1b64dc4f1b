-- Skills that fewer than one in fifty request, and pairs that fewer than ten request together, are too few to compare
-- and are left out. Postings of one company are not independent, so what each company adds is counted too.
{% set least_n, least_share = 10, 0.02 %}
with

requested as (

    select * from {{ ref('int_skills__by_unit') }}

),

skills as (

    {{ numbered_skills() }}

),

cluster_skills as (

    select
        source,
        counting_policy,
        total_n,
        skill_number,
        cluster_number,
        count(*) as cluster_n
    from requested
    group by source, counting_policy, total_n, skill_number, cluster_number

),

demand as (

    select
        source,
        counting_policy,
        total_n,
        skill_number,
        cast(sum(cluster_n) as bigint) as n,
        count(*) as clusters_n,
        sum(cast(cluster_n as double) * cluster_n) as xx
    from cluster_skills
    group by source, counting_policy, total_n, skill_number
    having sum(cluster_n) >= greatest({{ least_n }}, {{ least_share }} * total_n)

),

demanded as (

    select
        requested.*,
        cluster_skills.cluster_n
    from requested
    inner join demand
        on
            requested.source = demand.source
            and requested.counting_policy = demand.counting_policy
            and requested.skill_number = demand.skill_number
    inner join cluster_skills
        on
            requested.source = cluster_skills.source
            and requested.counting_policy = cluster_skills.counting_policy
            and requested.skill_number = cluster_skills.skill_number
            and requested.cluster_number = cluster_skills.cluster_number

),

-- What a company adds to a pair. Where it requests one of the two once, it requests both at most once, and most pairs
-- need no grouping.
cluster_pairs as (

    {% for is_grouped in [false, true] %}
        select
            one.source,
            one.counting_policy,
            one.skill_number as first_number,
            other.skill_number as second_number,
            {{ 'count(*)' if is_grouped else '1' }} as pair_n,
            one.cluster_n as first_cluster_n,
            other.cluster_n as second_cluster_n
        from demanded as one
        inner join demanded as other
            on
                one.source = other.source
                and one.counting_policy = other.counting_policy
                and one.unit_number = other.unit_number
                and one.skill_number < other.skill_number
        where least(one.cluster_n, other.cluster_n) {{ '> 1' if is_grouped else '= 1' }}
        {% if is_grouped %}
            group by
                one.source, one.counting_policy, one.skill_number, other.skill_number, one.cluster_number,
                one.cluster_n, other.cluster_n
        {% endif %}
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

together as (

    select
        source,
        counting_policy,
        first_number,
        second_number,
        cast(sum(pair_n) as bigint) as n,
        sum(cast(pair_n as double) * pair_n) as yy,
        sum(cast(pair_n as double) * first_cluster_n) as first_xy,
        sum(cast(pair_n as double) * second_cluster_n) as second_xy
    from cluster_pairs
    group by source, counting_policy, first_number, second_number
    having sum(pair_n) >= {{ least_n }}

),

-- Each pair is read both ways: what share of those who request the one request the other.
directed as (

    {% for one, other in [('first', 'second'), ('second', 'first')] %}
        select
            source,
            counting_policy,
            {{ one }}_number as skill_number,
            {{ other }}_number as with_number,
            n,
            yy,
            {{ one }}_xy as xy
        from together
        {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    directed.source,
    directed.counting_policy,
    skills.skill_id,
    with_skills.skill_id as with_skill_id,
    directed.n,
    demand.n as population_n,
    with_demand.n as with_n,
    demand.total_n,
    effective_n(directed.n, demand.n, demand.clusters_n, directed.yy, directed.xy, demand.xx) as effective_n
from directed
inner join demand
    on
        directed.source = demand.source
        and directed.counting_policy = demand.counting_policy
        and directed.skill_number = demand.skill_number
inner join demand as with_demand
    on
        directed.source = with_demand.source
        and directed.counting_policy = with_demand.counting_policy
        and directed.with_number = with_demand.skill_number
inner join skills on directed.skill_number = skills.skill_number
inner join skills as with_skills on directed.with_number = with_skills.skill_number
