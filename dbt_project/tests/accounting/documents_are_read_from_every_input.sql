-- An input whose snapshot has no document at all is a fault of collecting and not an empty market.
{{ config(meta={'dagster': {'ref': {'name': 'source_snapshot'}}}) }}
select
    inputs.source,
    inputs.snapshot_on
from {{ ref('stg_ingest__inputs') }} as inputs
left join {{ ref('stg_ingest__documents') }} as documents
    on inputs.source = documents.source and inputs.snapshot_on = documents.snapshot_on
group by inputs.source, inputs.snapshot_on
having count(documents.document_id) = 0
