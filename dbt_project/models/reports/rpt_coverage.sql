select
    source,
    snapshot_on,
    document_count,
    record_count,
    observation_count,
    duplicate_count,
    conflict_count,
    lenient_count,
    annotation_count,
    reject_count,
    posting_count,
    text_posting_count,
    new_count,
    still_count,
    gone_count,
    last_complete_crawl_on,
    crawl_fault
from {{ ref('source_snapshot') }}
order by source, snapshot_on
