-- A skill of the report is any of the skills that it means, or any below them.
with

postings as (

    select * from {{ ref('int_published_report__postings') }}

),

skills as (

    select distinct
        named.subject,
        ancestry.skill_id
    from {{ ref('stg_published_report__skills') }} as named
    inner join {{ ref('int_skills__ancestry') }} as ancestry
        on named.skill_id = ancestry.ancestor_skill_id and (named.is_rolled_up or ancestry.depth = 0)

),

mentions as (

    select
        postings.posting_id,
        skills.subject,
        mentions.strength in ('required', 'preferred', 'mentioned') as is_counted,
        mentions.section
    from postings
    inner join
        {{ ref('posting_mention') }} as mentions
        on postings.version_id = mentions.version_id and mentions.kind = 'skill'
    inner join skills on mentions.canonical_id = skills.skill_id

)

select distinct
    named.posting_id,
    'labelled_skill' as attribute,
    skills.subject as value
from postings
inner join {{ ref('int_annotations__skills') }} as named on postings.annotation_id = named.annotation_id
inner join skills on named.skill_id = skills.skill_id
union all
select distinct
    bridge.posting_id,
    'skill' as attribute,
    skills.subject as value
from postings
inner join {{ ref('bridge_posting_skill') }} as bridge on postings.posting_id = bridge.posting_id
inner join skills on bridge.skill_id = skills.skill_id
where postings.is_text_analysed
union all
select distinct
    bridge.posting_id,
    'category' as attribute,
    known.category as value
from postings
inner join {{ ref('bridge_posting_skill') }} as bridge on postings.posting_id = bridge.posting_id
inner join {{ ref('dim_skill') }} as known on bridge.skill_id = known.skill_id
where postings.is_text_analysed
union all
select distinct
    posting_id,
    'skill_named' as attribute,
    subject as value
from mentions
union all
select
    posting_id,
    'skill_focus' as attribute,
    subject as value
from mentions
where is_counted
group by posting_id, subject
having max(section = 'title') or sum(case when section = 'responsibilities' then 1 else 0 end) >= 2
