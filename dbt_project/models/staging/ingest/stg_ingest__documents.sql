select
    document_id,
    source,
    snapshot_on,
    uri,
    kind,
    records_read
from {{ source('ingest', 'parsed_documents') }}
