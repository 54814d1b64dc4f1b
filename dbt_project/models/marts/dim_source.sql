-- The sampling frame of a source is what its inputs were registered with; several are distinguished by their dates.
with

sampling_frames as (

    select distinct
        source,
        snapshot_on,
        sampling_frame
    from {{ ref('stg_ingest__inputs') }}
    where sampling_frame is not null

),

sources as (

    select
        source,
        bool_or(is_synthetic) as is_synthetic,
        min(snapshot_on) as first_snapshot_on,
        max(snapshot_on) as last_snapshot_on,
        cast(count(distinct snapshot_on) as bigint) as snapshot_count
    from {{ ref('stg_ingest__inputs') }}
    group by source

),

distinct_frames as (

    select
        source,
        sampling_frame,
        min(snapshot_on) as first_snapshot_on
    from sampling_frames
    group by source, sampling_frame

)

select
    sources.source,
    string_agg(
        distinct_frames.sampling_frame, '; ' order by distinct_frames.first_snapshot_on, distinct_frames.sampling_frame
    ) as sampling_frame,
    cast(count(distinct_frames.sampling_frame) as bigint) as sampling_frame_count,
    sources.is_synthetic,
    sources.snapshot_count,
    sources.first_snapshot_on,
    sources.last_snapshot_on
from sources
left join distinct_frames on sources.source = distinct_frames.source
group by
    sources.source,
    sources.is_synthetic,
    sources.snapshot_count,
    sources.first_snapshot_on,
    sources.last_snapshot_on
