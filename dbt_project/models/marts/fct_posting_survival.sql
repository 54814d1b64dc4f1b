-- Kaplan–Meier: the share of postings that are listed for longer than so many days. A posting that is still there
-- counts as long as it was seen, and each only from the age at which it was found.
with

lifetimes as (

    select
        lifetimes.posting_id,
        lifetimes.source,
        lifetimes.days_at_first_sight,
        lifetimes.days_listed,
        lifetimes.is_closed,
        postings.role_type,
        postings.level,
        coalesce(locations.country, 'unknown') as country,
        case when postings.salary_min is null and postings.salary_max is null then 'not stated' else 'stated' end as pay
    from {{ ref('fct_posting_lifetime') }} as lifetimes
    inner join {{ ref('fct_posting') }} as postings on lifetimes.posting_id = postings.posting_id
    left join {{ ref('dim_location') }} as locations on postings.location_key = locations.location_key
    where
        lifetimes.is_start_known
        and not lifetimes.is_id_reused
        and lifetimes.days_listed > lifetimes.days_at_first_sight

),

grouped as (

    {% for dimension, value in [
        ('all', "'all'"), ('role_type', 'role_type'), ('level', 'level'), ('country', 'country'), ('pay', 'pay'),
    ] %}
        select
            source,
            '{{ dimension }}' as dimension,
            {{ value }} as dimension_value,
            days_at_first_sight,
            days_listed,
            is_closed
        from lifetimes
        where {{ value }} is not null
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

curves as (

    select
        source,
        dimension,
        dimension_value,
        unnest(
            kaplan_meier(array_agg(days_at_first_sight), array_agg(days_listed), array_agg(is_closed))
        ) as step
    from grouped
    group by source, dimension, dimension_value

)

select
    curves.source,
    curves.dimension,
    curves.dimension_value,
    cast(curves.step.day_number as bigint) as day_number,
    cast(curves.step.at_risk_n as bigint) as at_risk_n,
    cast(curves.step.closed_n as bigint) as closed_n,
    curves.step.survival,
    curves.step.survival_error,
    curves.step.survival_low,
    curves.step.survival_high
from curves
