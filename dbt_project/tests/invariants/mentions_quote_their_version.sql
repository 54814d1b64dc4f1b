-- The matched words are the version's words at the stated offsets (code points, half open).
{{ config(meta={'dagster': {'ref': {'name': 'posting_mention'}}}) }}
select
    mentions.version_id,
    mentions.kind,
    mentions.canonical_id,
    mentions.matched_text,
    mentions.start_offset,
    mentions.end_offset
from {{ ref('posting_mention') }} as mentions
inner join {{ ref('posting_version') }} as versions on mentions.version_id = versions.version_id
where
    substr(versions.version_text, mentions.start_offset + 1, mentions.end_offset - mentions.start_offset)
    <> mentions.matched_text
