select
    input_id,
    source,
    snapshot_on,
    sampling_frame,
    is_synthetic
from {{ source('ingest', 'inputs') }}
