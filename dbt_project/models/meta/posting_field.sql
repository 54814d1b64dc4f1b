select
    candidates.posting_id,
    candidates.field_name,
    candidates.record_type,
    candidates.snapshot_on,
    observations.uri,
    observations.observation_id,
    case when candidates.record_type = 'text' or candidates.field_name = 'text' then candidates.version_id end
        as version_id
from {{ ref('int_postings__field_candidates') }} as candidates
inner join {{ ref('int_observations__typed') }} as observations
    on candidates.observation_id = observations.observation_id
where candidates.posting_rank = 1
