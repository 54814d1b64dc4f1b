-- The weights of a posting's signals add up to its scores: nothing decided that is not shown.
{{ config(meta={'dagster': {'ref': {'name': 'role_evidence'}}}) }}
with

added as (

    select
        posting_id,
        role_type,
        sum(weight) as weight_sum,
        count(*) as signal_count
    from {{ ref('role_evidence') }}
    group by posting_id, role_type

)

select
    scores.posting_id,
    scores.role_type,
    scores.role_score,
    added.weight_sum
from {{ ref('role_score') }} as scores
full outer join added
    on scores.posting_id = added.posting_id and scores.role_type = added.role_type
where
    scores.posting_id is null
    or abs(scores.role_score - coalesce(added.weight_sum, 0)) > 1e-9
    or scores.signal_count <> coalesce(added.signal_count, 0)
