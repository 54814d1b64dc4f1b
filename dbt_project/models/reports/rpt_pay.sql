-- Medians of the ends of stated ranges, per year in US dollars; groups of fewer than five postings are left out.
{% set company_number = number_hash(['coalesce(company_key, posting_id)']) %}
with

postings as (

    select * from {{ ref('fct_posting') }}

),

grouped as (

    select
        source,
        level,
        coalesce(role_type, 'unread') as role_type,
        cast(count(*) as bigint) as population_n,
        cast(count(coalesce(salary_min_usd_year, salary_max_usd_year)) as bigint) as pay_posting_count,
        percentile_cont(0.5) within group (order by salary_min_usd_year) as pay_min_median_usd,
        percentile_cont(0.5) within group (order by salary_max_usd_year) as pay_max_median_usd,
        {{ median_interval('salary_min_usd_year', company_number) }} as pay_min_median_interval,
        {{ median_interval('salary_max_usd_year', company_number) }} as pay_max_median_interval
    from postings
    group by source, level, coalesce(role_type, 'unread')

)

select
    grouped.source,
    grouped.level,
    grouped.role_type,
    grouped.pay_posting_count,
    grouped.population_n,
    cast(grouped.pay_min_median_usd as double) as pay_min_median_usd,
    {{ interval_columns('grouped.pay_min_median_interval', 'pay_min_median_usd') }},
    cast(grouped.pay_max_median_usd as double) as pay_max_median_usd,
    {{ interval_columns('grouped.pay_max_median_interval', 'pay_max_median_usd') }}
from grouped
where grouped.pay_posting_count >= 5
order by grouped.source, grouped.level, grouped.role_type
