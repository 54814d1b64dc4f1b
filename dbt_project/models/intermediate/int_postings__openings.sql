-- One row per posting: the opening it belongs to. Postings of one company with the same description are one
-- opening, however often and under however many ids it is posted; a posting without text stands for itself.
with

postings as (

    select
        current_fields.posting_id,
        current_fields.company_base_name,
        sightings.first_seen_on,
        versions.version_text,
        versions.title
    from {{ ref('int_postings__current') }} as current_fields
    inner join {{ ref('int_postings__sightings') }} as sightings
        on current_fields.posting_id = sightings.posting_id
    left join {{ ref('stg_ingest__versions') }} as versions
        on current_fields.text_version_id = versions.version_id

),

keyed as (

    select
        posting_id,
        first_seen_on,
        case
            when version_text is null then {{ hash_key(['posting_id']) }}
            else md5(
                coalesce(company_base_name, posting_id) || '|'
                -- Only punctuation and spaces are no part of a description: letters of every alphabet are.
                || trim({{ replace_all("lower(substr(version_text, length(title) + 1))", '[^a-z0-9À-ῼぁ-힣]+', ' ') }})
            )
        end as opening_id
    from postings

)

select
    posting_id,
    opening_id,
    row_number() over (partition by opening_id order by first_seen_on, posting_id) = 1 as is_canonical,
    cast(count(*) over (partition by opening_id) as bigint) as opening_posting_count
from keyed
