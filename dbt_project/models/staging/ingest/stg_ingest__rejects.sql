select
    document_id,
    source,
    snapshot_on,
    uri,
    coalesce(record_index, -1) as record_index,
    rule_id,
    reason
from {{ source('ingest', 'rejects') }}
