-- Medians of the ends of stated ranges, per year in US dollars; groups of fewer than five postings are left out.
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
        percentile_cont(0.5) within group (order by salary_max_usd_year) as pay_max_median_usd
    from postings
    group by source, level, coalesce(role_type, 'unread')

)

select
    source,
    level,
    role_type,
    pay_posting_count,
    population_n,
    cast(pay_min_median_usd as double) as pay_min_median_usd,
    cast(pay_max_median_usd as double) as pay_max_median_usd
from grouped
where pay_posting_count >= 5
order by source, level, role_type
