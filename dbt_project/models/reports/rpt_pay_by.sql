-- Pay is the middle of the stated range, in US dollars a year. Of fewer than ten companies the error of a difference
-- would come out too small, and none is given.
{% set least_n, least_companies = 10, 10 %}
with

members as (

    select * from {{ ref('int_pay__members') }}

),

companies as (

    select
        source,
        dimension_number,
        group_level,
        group_number,
        company_number,
        count(*) as posting_n,
        count(pay_usd) as pay_n
    from members
    group by source, dimension_number, group_level, group_number, company_number

),

groups as (

    select
        source,
        dimension_number,
        group_level,
        group_number,
        cast(sum(pay_n) as bigint) as n,
        cast(sum(posting_n) as bigint) as population_n,
        cast(sum(case when pay_n > 0 then 1 else 0 end) as bigint) as company_n,
        {{ effective_n_of_companies('pay_n', 'posting_n') }} as effective_n
    from companies
    group by source, dimension_number, group_level, group_number
    having sum(pay_n) >= {{ least_n }}

),

quarters as (

    select
        members.group_number,
        percentile_cont(0.25) within group (order by members.pay_usd) as pay_quarter_usd,
        percentile_cont(0.5) within group (order by members.pay_usd) as pay_median_usd,
        percentile_cont(0.75) within group (order by members.pay_usd) as pay_three_quarters_usd,
        {{ median_interval('members.pay_usd', 'members.company_number') }} as pay_median_interval
    from members
    inner join groups on members.group_number = groups.group_number
    where members.pay_usd is not null
    group by members.group_number

),

compared as (

    select
        groups.*,
        dimensions.pay_dimension,
        dimensions.dimension_value,
        dimensions.dimension_name,
        differences.beside_n,
        differences.log_difference
    from groups
    inner join {{ ref('int_pay__dimensions') }} as dimensions on groups.dimension_number = dimensions.dimension_number
    left join {{ ref('int_pay__differences') }} as differences
        on groups.group_number = differences.group_number and groups.company_n >= {{ least_companies }}

),

judged as (

    {{ with_q_values('compared', ['source', 'group_level', 'pay_dimension'], 'log_difference.p_value') }}

)

select
    judged.source,
    judged.pay_dimension,
    judged.dimension_value,
    judged.dimension_name,
    judged.group_level,
    judged.n,
    judged.population_n,
    {{ share_columns('judged.n', 'judged.population_n') }},
    {{ clustered_share_columns('judged.n', 'judged.population_n', 'judged.effective_n') }},
    judged.company_n,
    cast(quarters.pay_quarter_usd as double) as pay_quarter_usd,
    cast(quarters.pay_median_usd as double) as pay_median_usd,
    {{ interval_columns('quarters.pay_median_interval', 'pay_median_usd') }},
    cast(quarters.pay_three_quarters_usd as double) as pay_three_quarters_usd,
    coalesce(judged.beside_n, 0) as beside_n,
    exp(judged.log_difference.estimate) - 1 as difference_share,
    exp(judged.log_difference.low) - 1 as difference_share_low,
    exp(judged.log_difference.high) - 1 as difference_share_high,
    judged.log_difference.p_value,
    judged.q_value,
    coalesce(judged.q_value < 0.05, false) as is_significant
from judged
inner join quarters on judged.group_number = quarters.group_number
order by
    judged.source asc, judged.pay_dimension asc, judged.group_level asc, judged.n desc, judged.dimension_value asc
