-- The role type of every analysed posting, and its lead, are those of the first row of its scores, and of no other.
{{ config(meta={'dagster': {'ref': {'name': 'role_score'}}}) }}
with

scores as (

    select
        *,
        max(role_score) over (partition by posting_id) as highest_score
    from {{ ref('role_score') }}

)

select
    postings.posting_id,
    postings.role_type,
    postings.role_margin,
    scores.role_type as first_role_type,
    scores.role_score,
    scores.highest_score
from {{ ref('fct_posting') }} as postings
left join scores
    on postings.posting_id = scores.posting_id and scores.role_rank = 1
where
    postings.role_type is distinct from scores.role_type
    or postings.role_margin is distinct from scores.role_margin
    or scores.role_score is distinct from scores.highest_score
    or postings.is_text_analysed <> (scores.posting_id is not null)
