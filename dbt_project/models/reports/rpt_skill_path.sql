-- Skill after skill, each time the one that adds most: a posting is met once `needed_n` of the technologies it names
-- are known, and a technology adds to each posting that is not yet met one part in `needed_n`. What is added never
-- grows with what is known, so no set of as many skills adds more than e / (e - 1), 1.58 times as much (Nemhauser,
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

skills as (

    {{ numbered_skills() }}

),

-- The technologies a unit names; a unit that names none is never met.
named as (

    select
        members.source,
        members.counting_policy,
        members.role_type,
        members.unit_key,
        cast(dense_rank() over (order by min(members.cluster_key)) as ubigint) as cluster_number,
        coalesce(
            array_agg(distinct skills.skill_number) filter (where skills.skill_number is not null),
            cast([] as bigint[])
        ) as skill_numbers
    from members
    left join {{ ref('bridge_posting_skill') }} as bridge on members.posting_id = bridge.posting_id
    left join skills on bridge.skill_id = skills.skill_id and skills.kind = 'technology'
    group by members.source, members.counting_policy, members.role_type, members.unit_key

),

aims as (

    {% for aim, needed_n in [('one', '1'), ('half', 'greatest(1, ceil(cardinality(skill_numbers) / 2.0))')] %}
        select
            *,
            '{{ aim }}' as aim,
            cast({{ needed_n }} as bigint) as needed_n
        from named
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

paths as (

    select
        source,
        counting_policy,
        role_type,
        aim,
        greedy_path(array_agg(skill_numbers), array_agg(needed_n), {{ most_steps }}) as path,
        array_agg(cluster_number) as cluster_numbers
    from aims
    group by source, counting_policy, role_type, aim

),

-- What is met after each step, and how many independent units the population is worth.
steps as (

    select
        paths.source,
        paths.counting_policy,
        paths.role_type,
        paths.aim,
        len(paths.cluster_numbers) as population_n,
        {{ unnest_with_position('paths.path.chosen', 'skill_number', 'step') }},
        unnest(paths.path.brought) as brought,
        unnest(clustered_steps(paths.path.met_at, paths.cluster_numbers, len(paths.path.chosen))) as met
    from paths

),

counted as (

    select
        steps.*,
        cast(steps.met.n as bigint) as n,
        cast(steps.met.cluster_n as bigint) as company_n,
        steps.met.effective_n,
        lag(steps.met.n, 1, 0) over (
            partition by steps.source, steps.counting_policy, steps.role_type, steps.aim
            order by steps.step
        ) as n_before
    from steps

)

select
    counted.source,
    counted.counting_policy,
    counted.role_type,
    counted.aim,
    cast(counted.step as bigint) as step,
    skills.skill_id,
    skills.skill_name,
    skills.category,
    counted.brought,
    cast(counted.n - counted.n_before as bigint) as gained_n,
    {{ counted_columns('counted') }}
from counted
inner join skills on counted.skill_number = skills.skill_number
order by counted.source, counted.counting_policy, counted.role_type, counted.aim, counted.step
