-- The scan is a pure function of a version, so only the first snapshot's rows of a version are read.
with

versions as (

    select * from {{ ref('stg_ingest__versions') }}

)

select
    mentions.version_id,
    mentions.posting_id,
    mentions.kind,
    mentions.canonical_id,
    mentions.matched_text,
    mentions.start_offset,
    mentions.end_offset,
    mentions.section,
    mentions.strength,
    mentions.rule_id,
    mentions.context_rule_id,
    mentions.value_min,
    mentions.value_max,
    mentions.value_currency,
    mentions.value_unit
from {{ source('ingest', 'mentions') }} as mentions
inner join versions
    on
        mentions.version_id = versions.version_id
        and mentions.snapshot_on = versions.first_snapshot_on
