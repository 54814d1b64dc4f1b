-- Skill after skill, each time the one that brings most: a posting is met once `needed_n` of the technologies it names
-- are known, and a technology brings to each posting that is not yet met one part in `needed_n`. What is brought never
-- grows with what is known, so no set of as many skills brings more than e / (e - 1), 1.58 times as much (Nemhauser,
-- Wolsey and Fisher 1978).
{% set most_steps = 20 %}
-- Intersecting the lists took five times the time.
{% set known_count %}
len(list_filter(aims.skill_numbers, lambda one: list_contains(path.known, one)))
{%- endset %}
with recursive

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
                coalesce(company_key, posting_id) as voter_key
            from postings
            {{ 'union all' if not loop.last }}
        {% endfor %}
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

-- Small numbers instead of keys: sets of them are compared once a step.
skills as (

    select
        *,
        cast(row_number() over (order by skill_id) as integer) as skill_number
    from {{ ref('dim_skill') }}

),

-- What a unit names: none of it where it names no technology, and then nothing meets it.
named as (

    select
        members.source,
        members.counting_policy,
        members.role_type,
        members.unit_key,
        {{ number_key(['min(members.voter_key)']) }} as voter_number,
        coalesce(
            array_agg(distinct skills.skill_number) filter (where skills.skill_number is not null),
            cast([] as integer[])
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

    {% for needed_n in ['1', 'greatest(1, cast(ceil(cardinality(skill_numbers) / 2.0) as integer))'] %}
        select
            2 * population_number + {{ loop.index0 }} as path_number,
            voter_number,
            skill_numbers,
            {{ needed_n }} as needed_n
        from numbered
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

path as (

    select
        path_number,
        0 as step,
        cast([] as integer[]) as known,
        cast(null as integer) as skill_number,
        cast(0 as double) as brought
    from aims
    group by path_number
    union all
    select
        path_number,
        step + 1 as step,
        list_append(known, skill_number) as known,
        skill_number,
        brought
    from (
        select
            path.path_number,
            path.step,
            path.known,
            offers.skill_number,
            offers.brought,
            row_number() over (
                partition by path.path_number order by offers.brought desc, offers.skill_number asc
            ) as place
        from path
        inner join (
            select
                path_number,
                skill_number,
                sum(1.0 / needed_n) as brought
            from (
                select
                    aims.path_number,
                    aims.needed_n,
                    unnest(aims.skill_numbers) as skill_number
                from path
                inner join aims on path.path_number = aims.path_number
                where
                    path.step < {{ most_steps }}
                    and {{ known_count }} < aims.needed_n
            ) as offered
            group by path_number, skill_number
        ) as offers on path.path_number = offers.path_number
        where not list_contains(path.known, offers.skill_number)
    ) as placed
    where place = 1

),

-- What each company adds after each step.
met_by_company as (

    select
        path.path_number,
        path.step,
        path.skill_number,
        path.brought,
        cast(sum(case when {{ known_count }} >= aims.needed_n then 1 else 0 end) as bigint) as met_n,
        count(*) as voter_n
    from path
    inner join aims on path.path_number = aims.path_number
    where path.step > 0
    group by path.path_number, path.step, path.skill_number, path.brought, aims.voter_number

),

met as (

    select
        path_number,
        step,
        skill_number,
        brought,
        cast(sum(met_n) as bigint) as n,
        cast(sum(voter_n) as bigint) as population_n,
        cast(sum(case when met_n > 0 then 1 else 0 end) as bigint) as company_n,
        {{ effective_n_of_companies('met_n', 'voter_n') }} as effective_n
    from met_by_company
    group by path_number, step, skill_number, brought

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
    cast(met.n - coalesce(lag(met.n) over (
        partition by met.path_number order by met.step
    ), 0) as bigint) as gained_n,
    {{ counted_columns('met') }}
from met
inner join populations on met.path_number // 2 = populations.population_number
inner join skills on met.skill_number = skills.skill_number
order by populations.source, populations.counting_policy, populations.role_type, aim, met.step
