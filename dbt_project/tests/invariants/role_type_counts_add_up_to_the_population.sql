-- Every posting whose text was read has exactly one role type.
{{ config(meta={'dagster': {'ref': {'name': 'rpt_role_types'}}}) }}
select
    source,
    sum(n) as counted_n,
    max(population_n) as population_n
from {{ ref('rpt_role_types') }}
where counting_policy = 'postings'
group by source
having sum(n) <> max(population_n)
