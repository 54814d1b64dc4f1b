-- The change of stated pay between two crawls, split into what changed within countries and role types and what a
-- changed mix of them makes of it: as for shares, but of the mean logarithm of pay. Both crawls are reckoned at the
-- same exchange rates. The error counts companies; of fewer than ten it would come out too small, and there is none.
{% set least_companies, false_discovery_rate = 10, 0.05 %}
with

stated as (

    select
        basis.pair_number,
        case members.side when 'after' then 1 else -1 end as direction,
        members.company_number,
        members.country_cell || ' ' || members.role_type_cell as cell,
        ln(members.pay_usd) as log_pay
    from {{ ref('int_trends__members') }} as members
    inner join {{ numbered_pairs() }} as basis
        on
            members.source = basis.source
            and members.snapshot_on = basis.snapshot_on
            and basis.trend_kind = 'pay_amount'
            and basis.is_comparable
    where members.pay_usd > 0

),

{{ trend_cells('stated') }},

cell_pay as (

    select
        pair_number,
        cell,
        direction,
        avg(log_pay) as mean_log_pay
    from stated
    group by pair_number, cell, direction

),

crawls as (

    select
        pair_number,
        count(case when direction = -1 then 1 end) as before_n,
        count(case when direction = 1 then 1 end) as after_n,
        avg(case when direction = -1 then log_pay end) as before_log_pay,
        avg(case when direction = 1 then log_pay end) as after_log_pay
    from stated
    group by pair_number

),

-- What each company adds to the change, and how far that is from what it would add if it paid as all of its cells do.
company_parts as (

    select
        stated.pair_number,
        stated.company_number,
        sum(stated.log_pay * weights.unit_weight) as part,
        sum((stated.log_pay - cell_pay.mean_log_pay) * weights.unit_weight) as deviation
    from stated
    inner join weights
        on
            stated.pair_number = weights.pair_number
            and stated.cell = weights.cell
            and stated.direction = weights.direction
    inner join cell_pay
        on
            stated.pair_number = cell_pay.pair_number
            and stated.cell = cell_pay.cell
            and stated.direction = cell_pay.direction
    group by stated.pair_number, stated.company_number

),

standardised as (

    select
        pair_number,
        count(*) as company_n,
        sum(part) as within_change,
        case
            when count(*) >= {{ least_companies }} and sum(deviation * deviation) > 1e-18
                then sqrt(sum(deviation * deviation) * count(*) / (count(*) - 1))
        end as within_error
    from company_parts
    group by pair_number

),

compared as (

    select
        basis.source,
        basis.snapshot_on,
        basis.previous_snapshot_on,
        crawls.before_n,
        crawls.after_n,
        crawls.before_log_pay,
        crawls.after_log_pay,
        standardised.company_n,
        standardised.within_change,
        t_test(standardised.within_change, standardised.within_error, standardised.company_n - 1) as within_test
    from crawls
    inner join standardised on crawls.pair_number = standardised.pair_number
    inner join {{ numbered_pairs() }} as basis on crawls.pair_number = basis.pair_number

),

adjusted as (

    {{ with_q_values('compared', ['source'], 'within_test.p_value') }}

)

select
    adjusted.source,
    adjusted.snapshot_on,
    adjusted.previous_snapshot_on,
    cast(adjusted.before_n as bigint) as before_n,
    cast(adjusted.after_n as bigint) as after_n,
    cast(adjusted.company_n as bigint) as company_n,
    cast(exp(adjusted.before_log_pay) as double) as pay_before_usd,
    cast(exp(adjusted.after_log_pay) as double) as pay_after_usd,
    cast(exp(adjusted.after_log_pay - adjusted.before_log_pay) - 1 as double) as raw_difference_share,
    cast(exp(adjusted.after_log_pay - adjusted.before_log_pay - adjusted.within_change) - 1 as double)
        as mix_difference_share,
    cast(exp(adjusted.within_change) - 1 as double) as within_difference_share,
    cast(exp(adjusted.within_test.low) - 1 as double) as within_difference_share_low,
    cast(exp(adjusted.within_test.high) - 1 as double) as within_difference_share_high,
    cast(adjusted.q_value as double) as q_value,
    coalesce(adjusted.q_value <= {{ false_discovery_rate }}, false) as is_mover
from adjusted
