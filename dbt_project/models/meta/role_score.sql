select
    postings.posting_id,
    scores.role_type,
    scores.version_id,
    cast(scores.role_score as double) as role_score,
    cast(scores.role_rank as bigint) as role_rank,
    cast(scores.role_margin as double) as role_margin,
    cast(scores.signal_count as bigint) as signal_count
from {{ ref('fct_posting') }} as postings
inner join {{ ref('int_versions__role_scores') }} as scores on postings.version_id = scores.version_id
where postings.is_text_analysed
