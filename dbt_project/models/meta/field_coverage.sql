with

snapshots as (

    select
        source,
        snapshot_on,
        posting_count
    from {{ ref('source_snapshot') }}
    where posting_count > 0

),

-- What the snapshot's own documents say: fields of theirs, or words in their texts.
told as (

    select
        postings.source,
        candidates.snapshot_on,
        candidates.field_name,
        count(*) as told_count,
        sum(case when candidates.view_kind = 'text' then 1 else 0 end) as read_count
    from {{ ref('int_postings__field_candidates') }} as candidates
    inner join {{ ref('fct_posting') }} as postings on candidates.posting_id = postings.posting_id
    where candidates.snapshot_rank = 1
    group by postings.source, candidates.snapshot_on, candidates.field_name

),

fields as (

    select distinct field_name from {{ ref('stg_seeds__field_views') }}

)

select
    snapshots.source,
    snapshots.snapshot_on,
    fields.field_name,
    snapshots.posting_count,
    cast(coalesce(told.told_count, 0) as bigint) as told_count,
    cast(coalesce(told.read_count, 0) as bigint) as read_count,
    cast(coalesce(told.told_count, 0) * 1.0 / snapshots.posting_count as double) as told_share
from snapshots
cross join fields
left join told
    on
        snapshots.source = told.source
        and snapshots.snapshot_on = told.snapshot_on
        and fields.field_name = told.field_name
