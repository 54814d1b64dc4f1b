-- A text seen in several snapshots is one version; its rows are equal but for the snapshot.
with

versions as (

    select
        *,
        row_number() over (partition by version_id order by snapshot_on) as sighting
    from {{ source('ingest', 'posting_versions') }}

)

select
    version_id,
    posting_id,
    source,
    snapshot_on as first_snapshot_on,
    title,
    text as version_text,
    has_text,
    char_count,
    language,
    sections
from versions
where sighting = 1
