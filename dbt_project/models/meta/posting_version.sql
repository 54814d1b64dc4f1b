select
    version_id,
    posting_id,
    first_snapshot_on,
    title,
    version_text,
    has_text,
    char_count,
    language
from {{ ref('stg_ingest__versions') }}
