-- One row per version with text: the words of its description, as a hash of all and as hashes of their runs of three.
-- The title is left out, so that one description under two titles is one.
{{ config(
    materialized='incremental',
    database='kept',
    post_hook="{{ forget_versions(ref('stg_ingest__versions')) }}",
) }}
with

versions as (

    select
        version_id,
        snapshot_fingerprint,
        string_split({{ description_words('version_text', 'title') }}, ' ') as words
    from {{ ref('stg_ingest__versions') }} as versions
    where has_text and {{ is_not_kept('versions') }}

)

select
    version_id,
    snapshot_fingerprint,
    md5(array_to_string(words, ' ')) as text_hash,
    cast(len(words) as bigint) as word_count,
    {{ shingles('words') }} as shingles
from versions
