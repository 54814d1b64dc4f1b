-- One row per version with text: the words of its description, as a hash of all and as hashes of their runs of three.
-- The title is left out, so that one description under two titles is one.
with

versions as (

    select
        version_id,
        snapshot_fingerprint,
        string_split({{ description_words('version_text', 'title') }}, ' ') as words
    from {{ ref('stg_ingest__versions') }} as versions
    where has_text and {{ is_not_cached('versions') }}

),

hashed as materialized (

    select
        version_id,
        snapshot_fingerprint,
        row_number() over () as version_number,
        md5(array_to_string(words, ' ')) as text_hash,
        cast(len(words) as bigint) as word_count,
        {{ shingles('words') }} as shingles
    from versions

),

-- The least hash of each bin that the runs of words fall into: two texts agree in as many bins as in runs.
minima as (

    select
        version_number,
        min(shingle) as least_shingle
    from (
        select
            version_number,
            unnest(shingles) as shingle
        from hashed
    ) as shingled
    group by version_number, shingle % {{ bin_count() }}

),

signatures as (

    select
        version_number,
        list(least_shingle) as signature
    from minima
    group by version_number

)

select
    hashed.version_id,
    hashed.snapshot_fingerprint,
    hashed.text_hash,
    hashed.word_count,
    hashed.shingles,
    coalesce(signatures.signature, []) as signature
from hashed
left join signatures on hashed.version_number = signatures.version_number
