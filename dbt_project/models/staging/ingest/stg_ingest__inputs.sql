select
    input_id,
    source,
    snapshot_on,
    frame,
    is_synthetic
from {{ source('ingest', 'inputs') }}
