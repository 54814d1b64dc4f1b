with

postings as (

    select
        posting_id,
        version_id
    from {{ ref('fct_posting') }}
    where is_text_analysed

)

select
    topics.posting_id,
    topics.topic_kind,
    topics.topic_id,
    names.topic_name,
    topics.strength,
    topics.section,
    cast(topics.start_offset as bigint) as start_offset
from {{ ref('int_versions__topics') }} as topics
inner join postings
    on
        topics.posting_id = postings.posting_id
        and topics.version_id = postings.version_id
left join {{ ref('stg_seeds__topics') }} as names
    on
        topics.topic_kind = names.topic_kind
        and topics.topic_id = names.topic_id
