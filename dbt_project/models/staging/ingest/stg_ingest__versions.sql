-- A text seen in several snapshots is one version; its rows are equal but for the snapshot. The first sighting is found
-- by key alone: a window over the rows would carry every text, in each model that reads them.
with

versions as (

    select * from {{ source('ingest', 'posting_versions') }}

),

first_sightings as (

    select
        version_id,
        min(snapshot_on) as first_snapshot_on
    from {{ source('ingest', 'posting_versions') }}
    group by version_id

)

select
    versions.version_id,
    versions.posting_id,
    versions.source,
    versions.snapshot_on as first_snapshot_on,
    snapshots.fingerprint as snapshot_fingerprint,
    versions.title,
    versions.text as version_text,
    versions.has_text,
    versions.char_count,
    versions.language,
    versions.sections
from versions
inner join {{ source('ingest', 'snapshots') }} as snapshots on versions.snapshot_on = snapshots.snapshot_on
where
    (versions.version_id, versions.snapshot_on) in (
        select (first_sightings.version_id, first_sightings.first_snapshot_on) from first_sightings
    )
