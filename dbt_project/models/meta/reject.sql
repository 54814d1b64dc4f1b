select
    document_id,
    record_index,
    uri,
    source,
    snapshot_on,
    rule_id,
    reason
from {{ ref('stg_ingest__rejects') }}
