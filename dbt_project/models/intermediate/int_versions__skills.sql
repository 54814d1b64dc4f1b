-- One row per version with text and skill required or used; boilerplate, negated names and skills that are only named
-- in descriptions of the company or its benefits stay in the mentions.
with

mentions as (

    select * from {{ ref('stg_ingest__mentions') }}
    where
        kind = 'skill'
        and strength in ('required', 'preferred', 'mentioned')
        and (strength <> 'mentioned' or {{ is_about_the_work('section') }})

),

versions as (

    select version_id from {{ ref('stg_ingest__versions') }}
    where has_text

)

select
    mentions.version_id,
    mentions.posting_id,
    mentions.canonical_id as skill_id,
    case min(case mentions.strength when 'required' then 1 when 'preferred' then 2 else 3 end)
        when 1 then 'required'
        when 2 then 'preferred'
        else 'mentioned'
    end as strength,
    cast(count(*) as bigint) as mention_count
from mentions
inner join versions on mentions.version_id = versions.version_id
group by mentions.version_id, mentions.posting_id, mentions.canonical_id
