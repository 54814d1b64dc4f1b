with

population as (

    select
        source,
        posting_id,
        opening_id,
        company_key
    from {{ ref('fct_posting') }}
    where is_text_analysed

),

-- However strongly a skill is requested, and again by each strength that has a column of its own.
analysed as (

    {% for strength in ['any', 'required', 'preferred'] %}
        select
            population.source,
            population.posting_id,
            skills.skill_id,
            '{{ strength }}' as asked_as
        from population
        inner join {{ ref('bridge_posting_skill') }} as skills on population.posting_id = skills.posting_id
        {% if strength != 'any' %}
            where skills.strength = '{{ strength }}'
        {% endif %}
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

by_strength as (

    {{ counted_by('analysed', ['skill_id', 'asked_as'], 'population') }}

),

counted as (

    select
        *,
        coalesce(max(case when asked_as = 'required' then n end) over of_skill, 0) as required_n,
        coalesce(max(case when asked_as = 'preferred' then n end) over of_skill, 0) as preferred_n
    from by_strength
    window of_skill as (partition by source, counting_policy, skill_id)

)

select
    counted.source,
    counted.counting_policy,
    counted.skill_id,
    skills.skill_name,
    skills.category,
    skills.kind,
    counted.required_n,
    counted.preferred_n,
    {{ counted_columns('counted') }},
    cast(rank() over (
        partition by counted.source, counted.counting_policy, skills.category
        order by counted.n desc
    ) as bigint) as rank_in_category
from counted
inner join {{ ref('dim_skill') }} as skills on counted.skill_id = skills.skill_id
where counted.asked_as = 'any'
order by counted.source asc, counted.counting_policy asc, counted.n desc, skills.skill_name asc
