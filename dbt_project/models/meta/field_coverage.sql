with

snapshots as (

    select
        source,
        snapshot_on,
        posting_count
    from {{ ref('source_snapshot') }}
    where posting_count > 0

),

-- What the snapshot's own documents state: in fields of theirs, or in the words of their texts.
stated as (

    select
        postings.source,
        candidates.snapshot_on,
        candidates.field_name,
        count(*) as stated_count,
        sum(case when candidates.record_type = 'text' then 1 else 0 end) as read_count
    from {{ ref('int_postings__field_candidates') }} as candidates
    inner join {{ ref('fct_posting') }} as postings on candidates.posting_id = postings.posting_id
    where candidates.snapshot_rank = 1
    group by postings.source, candidates.snapshot_on, candidates.field_name

),

fields as (

    select distinct field_name from {{ ref('stg_seeds__field_priorities') }}

)

select
    snapshots.source,
    snapshots.snapshot_on,
    fields.field_name,
    snapshots.posting_count,
    cast(coalesce(stated.stated_count, 0) as bigint) as stated_count,
    cast(coalesce(stated.read_count, 0) as bigint) as read_count,
    cast(coalesce(stated.stated_count, 0) * 1.0 / snapshots.posting_count as double) as stated_share
from snapshots
cross join fields
left join stated
    on
        snapshots.source = stated.source
        and snapshots.snapshot_on = stated.snapshot_on
        and fields.field_name = stated.field_name
