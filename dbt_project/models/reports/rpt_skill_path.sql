-- Skill after skill, each time the one that brings most: a posting is met once `needed_n` of the technologies it names
-- are known, and a technology brings to each posting that is not yet met one part in `needed_n`. What is brought never
-- grows with what is known, so no set of as many skills brings more than e / (e - 1), 1.58 times as much (Nemhauser,
-- Wolsey and Fisher 1978). `orchestration/transform/sql_functions.py` has the function.
{% set most_steps = 20 %}
with

postings as (

    select * from {{ ref('fct_posting') }}
    where is_text_analysed

),

members as (

    {% for role_type in ["'all'", 'role_type'] %}
        {% for policy, unit in counting_units() if policy != 'companies' %}
            select
                source,
                '{{ policy }}' as counting_policy,
                {{ role_type }} as role_type,
                {{ unit }} as unit_key,
                posting_id,
                coalesce(company_key, posting_id) as cluster_key
            from postings
            {{ 'union all' if not loop.last }}
        {% endfor %}
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

-- Small numbers instead of keys.
skills as (

    select
        *,
        row_number() over (order by skill_id) as skill_number
    from {{ ref('dim_skill') }}

),

-- What a unit names: none of it where it names no technology, and then nothing meets it.
named as (

    select
        members.source,
        members.counting_policy,
        members.role_type,
        members.unit_key,
        {{ number_key(['min(members.cluster_key)']) }} as cluster_number,
        coalesce(
            array_agg(distinct skills.skill_number) filter (where skills.skill_number is not null),
            cast([] as bigint[])
        ) as skill_numbers
    from members
    left join {{ ref('bridge_posting_skill') }} as bridge on members.posting_id = bridge.posting_id
    left join skills on bridge.skill_id = skills.skill_id and skills.kind = 'technology'
    group by members.source, members.counting_policy, members.role_type, members.unit_key

),

-- A path for each aim of each population; what is offered at a step is counted by its number.
numbered as (

    select
        *,
        dense_rank() over (order by source, counting_policy, role_type) as population_number
    from named

),

aims as (

    {% for needed_n in ['1', 'greatest(1, cast(ceil(cardinality(skill_numbers) / 2.0) as bigint))'] %}
        select
            2 * population_number + {{ loop.index0 }} as path_number,
            cluster_number,
            skill_numbers,
            {{ needed_n }} as needed_n
        from numbered
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

paths as (

    select
        path_number,
        greedy_path(array_agg(skill_numbers), array_agg(cast(needed_n as bigint)), {{ most_steps }}) as path,
        array_agg(cluster_number) as cluster_numbers
    from aims
    group by path_number

),

steps as (

    select
        paths.path_number,
        {{ unnest_with_position('paths.path.taken', 'skill_number', 'step') }},
        unnest(paths.path.brought) as brought
    from paths

),

-- At which step each unit is met, 0 for never, and whose it is.
units as (

    select
        paths.path_number,
        unnest(paths.cluster_numbers) as cluster_number,
        unnest(paths.path.met_at) as met_at
    from paths

),

clusters as (

    select
        path_number,
        cluster_number,
        count(*) as cluster_n
    from units
    group by path_number, cluster_number

),

voted as (

    select
        path_number,
        cast(sum(cluster_n) as bigint) as population_n,
        count(*) as clusters_n,
        sum(cast(cluster_n as double) * cluster_n) as xx
    from clusters
    group by path_number

),

-- What a step adds to the units met of each company, after those met before.
gains as (

    select
        units.path_number,
        units.cluster_number,
        units.met_at,
        clusters.cluster_n,
        count(*) as gained_n,
        sum(count(*)) over (
            partition by units.path_number, units.cluster_number order by units.met_at
        ) - count(*) as met_before_n
    from units
    inner join clusters on units.path_number = clusters.path_number and units.cluster_number = clusters.cluster_number
    where units.met_at > 0
    group by units.path_number, units.cluster_number, units.met_at, clusters.cluster_n

),

gained as (

    select
        path_number,
        met_at as step,
        cast(sum(gained_n) as bigint) as gained_n,
        sum(case when met_before_n = 0 then 1 else 0 end) as company_n,
        sum(cast(gained_n as double) * (2 * met_before_n + gained_n)) as yy,
        sum(cast(gained_n as double) * cluster_n) as xy
    from gains
    group by path_number, met_at

),

summed as (

    select
        steps.path_number,
        steps.step,
        steps.skill_number,
        steps.brought,
        coalesce(gained.gained_n, 0) as gained_n,
        cast(sum(coalesce(gained.gained_n, 0)) over so_far as bigint) as n,
        cast(sum(coalesce(gained.company_n, 0)) over so_far as bigint) as company_n,
        sum(coalesce(gained.yy, 0)) over so_far as yy,
        sum(coalesce(gained.xy, 0)) over so_far as xy
    from steps
    left join gained on steps.path_number = gained.path_number and steps.step = gained.step
    window so_far as (partition by steps.path_number order by steps.step)

),

met as (

    select
        summed.path_number,
        summed.step,
        summed.skill_number,
        summed.brought,
        summed.gained_n,
        summed.n,
        voted.population_n,
        summed.company_n,
        cast({{ effective_n(
            'summed.n', 'voted.population_n', 'voted.clusters_n', 'summed.yy', 'summed.xy', 'voted.xx'
        ) }} as double) as effective_n
    from summed
    inner join voted on summed.path_number = voted.path_number

),

populations as (

    select distinct
        source,
        counting_policy,
        role_type,
        population_number
    from numbered

)

select
    populations.source,
    populations.counting_policy,
    populations.role_type,
    case when met.path_number % 2 = 0 then 'one' else 'half' end as aim,
    cast(met.step as bigint) as step,
    skills.skill_id,
    skills.skill_name,
    skills.category,
    met.brought,
    met.gained_n,
    {{ counted_columns('met') }}
from met
inner join populations on met.path_number // 2 = populations.population_number
inner join skills on met.skill_number = skills.skill_number
order by populations.source, populations.counting_policy, populations.role_type, aim, met.step
