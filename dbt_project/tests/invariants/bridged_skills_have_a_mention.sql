-- Every skill of a posting has a mention in its text.
{{ config(meta={'dagster': {'ref': {'name': 'bridge_version_skill'}}}) }}
select
    skills.version_id,
    skills.skill_id
from {{ ref('bridge_version_skill') }} as skills
left join {{ ref('posting_mention') }} as mentions
    on
        skills.version_id = mentions.version_id
        and skills.skill_id = mentions.canonical_id
        and mentions.kind = 'skill'
where mentions.version_id is null
