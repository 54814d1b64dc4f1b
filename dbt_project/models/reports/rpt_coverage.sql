select
    source,
    snapshot_on,
    document_count,
    record_count,
    observation_count,
    repeat_count,
    conflict_count,
    lenient_count,
    annotation_count,
    reject_count,
    posting_count,
    text_posting_count
from {{ ref('source_snapshot') }}
order by source, snapshot_on
