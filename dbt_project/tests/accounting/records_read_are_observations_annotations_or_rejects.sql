-- Nothing is lost: per source and snapshot, records read = observations + annotations + rejects.
{{ config(meta={'dagster': {'ref': {'name': 'source_snapshot'}}}) }}
select
    source,
    snapshot_on,
    record_count,
    observation_count,
    annotation_count,
    reject_count
from {{ ref('source_snapshot') }}
where record_count <> observation_count + annotation_count + reject_count
