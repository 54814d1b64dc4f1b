-- Duplicates are marked, never deleted: each opening has exactly one posting that stands for it.
{{ config(meta={'dagster': {'ref': {'name': 'fct_posting'}}}) }}
select
    opening_id,
    sum(case when is_canonical then 1 else 0 end) as canonical_count
from {{ ref('fct_posting') }}
group by opening_id
having sum(case when is_canonical then 1 else 0 end) <> 1
