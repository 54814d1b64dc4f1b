-- Labels that someone else made, compared with the text: every skill that either of them names, of postings with both.
-- A skill is named where it, or one below it, occurs in the text at all, and requested where it counts itself.
with

labelled as (

    select distinct posting_id
    from {{ ref('stg_ingest__annotations') }}

),

postings as (

    select
        postings.source,
        postings.posting_id,
        postings.version_id
    from {{ ref('fct_posting') }} as postings
    inner join labelled on postings.posting_id = labelled.posting_id
    where postings.is_text_analysed

),

labels as (

    select
        posting_id,
        skill_id,
        min(label_words) as label_words
    from {{ ref('int_annotations__skills') }}
    group by posting_id, skill_id

),

requested as (

    select
        bridge.posting_id,
        bridge.skill_id
    from {{ ref('bridge_posting_skill') }} as bridge
    inner join postings on bridge.posting_id = postings.posting_id

),

named as (

    select distinct
        mentions.version_id,
        ancestry.ancestor_skill_id as skill_id
    from {{ ref('stg_ingest__mentions') }} as mentions
    inner join {{ ref('int_skills__ancestry') }} as ancestry on mentions.canonical_id = ancestry.skill_id
    where mentions.kind = 'skill'

),

either as (

    select
        posting_id,
        skill_id
    from labels
    union
    select
        posting_id,
        skill_id
    from requested

)

select
    postings.source,
    either.posting_id,
    postings.version_id,
    either.skill_id,
    labels.posting_id is not null as is_labelled,
    requested.posting_id is not null as is_requested,
    named.version_id is not null as is_named,
    labels.label_words
from either
inner join postings on either.posting_id = postings.posting_id
left join labels on either.posting_id = labels.posting_id and either.skill_id = labels.skill_id
left join requested on either.posting_id = requested.posting_id and either.skill_id = requested.skill_id
left join named on postings.version_id = named.version_id and either.skill_id = named.skill_id
