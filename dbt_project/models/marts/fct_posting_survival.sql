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

steps as (

    select
        source,
        dimension,
        dimension_value,
        day_number,
        sum(entered) as entered,
        sum(closed) as closed,
        sum(gone) as gone
    from (
        select
            source,
            dimension,
            dimension_value,
            days_at_first_sight as day_number,
            1 as entered,
            0 as closed,
            0 as gone
        from grouped
        union all
        select
            source,
            dimension,
            dimension_value,
            days_listed as day_number,
            0 as entered,
            case when is_closed then 1 else 0 end as closed,
            1 as gone
        from grouped
    ) as events
    group by source, dimension, dimension_value, day_number

),

-- At risk on a day are those that were found before it and have not left before it.
at_risk as (

    select
        source,
        dimension,
        dimension_value,
        day_number,
        closed as closed_n,
        coalesce(sum(entered - gone) over (
            partition by source, dimension, dimension_value
            order by day_number
            rows between unbounded preceding and 1 preceding
        ), 0) as at_risk_n
    from steps

),

estimated as (

    select
        *,
        exp(sum(case when closed_n < at_risk_n then ln(1 - closed_n * 1.0 / at_risk_n) else 0 end) over earlier)
        * min(case when closed_n < at_risk_n then 1 else 0 end) over earlier as survival,
        sum(
            case when closed_n < at_risk_n then closed_n * 1.0 / (at_risk_n * (at_risk_n - closed_n)) end
        ) over earlier as greenwood
    from at_risk
    where closed_n > 0
    window earlier as (
        partition by source, dimension, dimension_value
        order by day_number
        rows between unbounded preceding and current row
    )

),

-- The interval is taken of log(-log S), where it stays within 0 and 1; after the last one has closed there is none.
bounded as (

    select
        *,
        case when survival > 0 then 1.959964 * sqrt(greenwood) / -ln(survival) end as half_width
    from estimated

)

select
    source,
    dimension,
    dimension_value,
    day_number,
    cast(at_risk_n as bigint) as at_risk_n,
    cast(closed_n as bigint) as closed_n,
    cast(survival as double) as survival,
    cast(case when survival > 0 then survival * sqrt(greenwood) end as double) as survival_error,
    cast(power(survival, exp(half_width)) as double) as survival_low,
    cast(power(survival, exp(-half_width)) as double) as survival_high
from bounded
