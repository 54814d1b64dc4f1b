-- Skill after skill, each time the one that brings most: a posting is met once `needed_n` of the technologies it names
-- are known, and a technology brings to each posting that is not yet met one part in `needed_n`. What is brought never
-- grows with what is known, so no set of as many skills brings more than e / (e - 1), 1.58 times as much (Nemhauser,
-- Wolsey and Fisher 1978).
{% set most_steps = 20 %}
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
                posting_id
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
        coalesce(
            array_agg(distinct skills.skill_number) filter (where skills.skill_number is not null),
            cast([] as integer[])
        ) as skill_numbers
    from members
    left join {{ ref('bridge_posting_skill') }} as bridge on members.posting_id = bridge.posting_id
    left join skills on bridge.skill_id = skills.skill_id and skills.kind = 'technology'
    group by members.source, members.counting_policy, members.role_type, members.unit_key

),

aims as (

    select
        named.*,
        'one' as aim,
        1 as needed_n
    from named
    union all
    select
        named.*,
        'half' as aim,
        greatest(1, cast(ceil(cardinality(named.skill_numbers) / 2.0) as integer)) as needed_n
    from named

),

path as (

    select
        source,
        counting_policy,
        role_type,
        aim,
        0 as step,
        cast([] as integer[]) as known,
        cast(null as integer) as skill_number,
        cast(0 as double) as brought
    from aims
    group by source, counting_policy, role_type, aim
    union all
    select
        source,
        counting_policy,
        role_type,
        aim,
        step + 1 as step,
        list_append(known, skill_number) as known,
        skill_number,
        brought
    from (
        select
            offered.source,
            offered.counting_policy,
            offered.role_type,
            offered.aim,
            offered.step,
            offered.known,
            offered.skill_number,
            sum(1.0 / offered.needed_n) as brought,
            row_number() over (
                partition by offered.source, offered.counting_policy, offered.role_type, offered.aim
                order by sum(1.0 / offered.needed_n) desc, offered.skill_number
            ) as place
        from (
            select
                path.source,
                path.counting_policy,
                path.role_type,
                path.aim,
                path.step,
                path.known,
                aims.needed_n,
                unnest(
                    list_filter(aims.skill_numbers, lambda one: not list_contains(path.known, one))  -- noqa: RF02
                ) as skill_number
            from path
            inner join aims
                on
                    path.source = aims.source
                    and path.counting_policy = aims.counting_policy
                    and path.role_type = aims.role_type
                    and path.aim = aims.aim
            where
                path.step < {{ most_steps }}
                and len(list_intersect(aims.skill_numbers, path.known)) < aims.needed_n
        ) as offered
        group by
            offered.source, offered.counting_policy, offered.role_type, offered.aim, offered.step, offered.known,
            offered.skill_number
    ) as placed
    where place = 1

),

met as (

    select
        path.source,
        path.counting_policy,
        path.role_type,
        path.aim,
        path.step,
        path.skill_number,
        path.brought,
        cast(sum(
            case when len(list_intersect(aims.skill_numbers, path.known)) >= aims.needed_n then 1 else 0 end
        ) as bigint) as n,
        cast(count(*) as bigint) as population_n
    from path
    inner join aims
        on
            path.source = aims.source
            and path.counting_policy = aims.counting_policy
            and path.role_type = aims.role_type
            and path.aim = aims.aim
    where path.step > 0
    group by
        path.source, path.counting_policy, path.role_type, path.aim, path.step, path.skill_number, path.brought

)

select
    met.source,
    met.counting_policy,
    met.role_type,
    met.aim,
    cast(met.step as bigint) as step,
    skills.skill_id,
    skills.skill_name,
    skills.category,
    met.brought,
    cast(met.n - coalesce(lag(met.n) over (
        partition by met.source, met.counting_policy, met.role_type, met.aim order by met.step
    ), 0) as bigint) as gained_n,
    met.n,
    met.population_n,
    {{ share_columns('met.n', 'met.population_n') }}
from met
inner join skills on met.skill_number = skills.skill_number
order by met.source, met.counting_policy, met.role_type, met.aim, met.step
