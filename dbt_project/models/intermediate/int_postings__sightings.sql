-- One row per posting: where it comes from and when it was seen.
select
    posting_id,
    min(external_id) as external_id,
    min(source) as source,
    min(snapshot_on) as first_seen_on,
    max(snapshot_on) as last_seen_on
from {{ ref('stg_ingest__observations') }}
group by posting_id
