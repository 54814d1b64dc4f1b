select
    posting_id,
    version_id,
    term,
    start_offset,
    end_offset
from {{ ref('int_postings__terms') }}
