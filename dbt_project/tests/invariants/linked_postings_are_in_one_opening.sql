-- A link states that two postings are one job, so both are in the same opening.
{{ config(meta={'dagster': {'ref': {'name': 'opening_link'}}}) }}
select
    links.posting_id,
    links.linked_posting_id
from {{ ref('opening_link') }} as links
inner join {{ ref('fct_posting') }} as linked on links.linked_posting_id = linked.posting_id
where links.opening_id <> linked.opening_id
