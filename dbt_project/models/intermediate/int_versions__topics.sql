-- One row per version with text and topic, with the first of its strongest mentions as evidence.
with

mentions as (

    select
        version_id,
        posting_id,
        kind as topic_kind,
        -- Fine-tuning stated in detail is a main task only where the work is stated; in what to know it is a side task.
        case
            when kind = 'fine_tuning_depth' and section not in ('title', 'responsibilities') then 'secondary'
            else canonical_id
        end as topic_id,
        strength,
        section,
        start_offset
    from {{ ref('stg_ingest__mentions') }}
    where
        kind in ('use_case', 'domain', 'fine_tuning_use', 'fine_tuning_depth')
        and strength in ('required', 'preferred', 'mentioned')
        and section not in ('benefits', 'legal', 'aside')
        -- The company section is evidence of the domain, and not of what the job itself builds.
        and (kind = 'domain' or section != 'company')

),

versions as (

    select version_id from {{ ref('stg_ingest__versions') }}
    where has_text

),

ranked as (

    select
        mentions.*,
        row_number() over (
            partition by mentions.version_id, mentions.topic_kind, mentions.topic_id
            order by
                case mentions.strength when 'required' then 1 when 'preferred' then 2 else 3 end,
                mentions.start_offset
        ) as mention_rank,
        -- A text has one depth: the main task, where it is one.
        case
            when mentions.topic_kind = 'fine_tuning_depth'
                then rank() over (partition by mentions.version_id, mentions.topic_kind order by mentions.topic_id)
            else 1
        end as depth_rank
    from mentions
    inner join versions on mentions.version_id = versions.version_id

)

select
    version_id,
    posting_id,
    topic_kind,
    topic_id,
    strength,
    section,
    start_offset
from ranked
where mention_rank = 1 and depth_rank = 1
