select
    source,
    snapshot_on,
    part,
    shown_count,
    expected_count,
    is_complete_crawl,
    fault,
    next_complete_crawl_on
from {{ ref('int_snapshots__crawl_coverage') }}
