-- One row per posting: its text variant, which decides whether it is the same job as another. A text variant is a
-- company's text under titles of one level and of the same programming languages: the same words for a senior and a
-- staff engineer are two jobs, and so are those for Java and for Rust. Where there is no text, the title decides alone.
with

title_marks as (

    select
        mentions.version_id,
        string_agg(distinct mentions.canonical_id, ' ' order by mentions.canonical_id) as title_marks
    from {{ ref('stg_ingest__mentions') }} as mentions
    left join {{ ref('stg_seeds__skills') }} as skills
        on mentions.kind = 'skill' and mentions.canonical_id = skills.skill_id
    where mentions.section = 'title' and (mentions.kind = 'level' or skills.category = 'languages')
    group by mentions.version_id

),

postings as (

    select
        current_fields.posting_id,
        current_fields.company_base_name,
        current_fields.title,
        sightings.first_seen_on,
        words.version_id,
        coalesce(title_marks.title_marks, '') as title_marks,
        words.text_hash
    from {{ ref('int_postings__current') }} as current_fields
    inner join {{ ref('int_postings__sightings') }} as sightings
        on current_fields.posting_id = sightings.posting_id
    left join {{ ref('int_versions__words') }} as words
        on current_fields.text_version_id = words.version_id
    left join title_marks
        on words.version_id = title_marks.version_id

),

keyed as (

    select
        *,
        case
            when text_hash is null then {{ hash_key(['coalesce(company_base_name, posting_id)', 'lower(title)']) }}
            else {{ hash_key(['coalesce(company_base_name, posting_id)', 'text_hash', 'title_marks']) }}
        end as text_variant_id
    from postings

)

select
    posting_id,
    company_base_name,
    first_seen_on,
    title,
    title_marks,
    version_id,
    text_variant_id,
    row_number() over (partition by text_variant_id order by first_seen_on, posting_id) as text_variant_rank
from keyed
