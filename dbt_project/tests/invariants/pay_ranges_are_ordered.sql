-- A range's lower end is not above its upper one, and every pay has a period.
{{ config(meta={'dagster': {'ref': {'name': 'fct_posting'}}}) }}
select
    posting_id,
    salary_min,
    salary_max,
    salary_period
from {{ ref('fct_posting') }}
where
    salary_min > salary_max
    or (coalesce(salary_min, salary_max) is not null and salary_period is null)
