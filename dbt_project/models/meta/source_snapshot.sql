-- The accounting of DESIGN: what was read is what is here, as an observation, an annotation or a reject.
with

documents as (

    select
        source,
        snapshot_on,
        count(*) as document_count,
        sum(records_read) as record_count
    from {{ ref('stg_ingest__documents') }}
    group by source, snapshot_on

),

observations as (

    select
        source,
        snapshot_on,
        count(*) as observation_count,
        sum(case when standing = 'repeat' then 1 else 0 end) as repeat_count,
        sum(case when standing = 'conflict' then 1 else 0 end) as conflict_count,
        sum(case when is_lenient then 1 else 0 end) as lenient_count,
        count(distinct posting_id) as posting_count,
        count(distinct case when has_text then posting_id end) as text_posting_count
    from {{ ref('stg_ingest__observations') }}
    group by source, snapshot_on

),

annotations as (

    select
        source,
        snapshot_on,
        count(*) as annotation_count
    from {{ ref('stg_ingest__annotations') }}
    group by source, snapshot_on

),

rejects as (

    select
        source,
        snapshot_on,
        count(*) as reject_count
    from {{ ref('stg_ingest__rejects') }}
    group by source, snapshot_on

)

select
    documents.source,
    documents.snapshot_on,
    cast(documents.document_count as bigint) as document_count,
    cast(documents.record_count as bigint) as record_count,
    cast(coalesce(observations.observation_count, 0) as bigint) as observation_count,
    cast(coalesce(observations.repeat_count, 0) as bigint) as repeat_count,
    cast(coalesce(observations.conflict_count, 0) as bigint) as conflict_count,
    cast(coalesce(observations.lenient_count, 0) as bigint) as lenient_count,
    cast(coalesce(annotations.annotation_count, 0) as bigint) as annotation_count,
    cast(coalesce(rejects.reject_count, 0) as bigint) as reject_count,
    cast(coalesce(observations.posting_count, 0) as bigint) as posting_count,
    cast(coalesce(observations.text_posting_count, 0) as bigint) as text_posting_count
from documents
left join observations
    on documents.source = observations.source and documents.snapshot_on = observations.snapshot_on
left join annotations
    on documents.source = annotations.source and documents.snapshot_on = annotations.snapshot_on
left join rejects
    on documents.source = rejects.source and documents.snapshot_on = rejects.snapshot_on
