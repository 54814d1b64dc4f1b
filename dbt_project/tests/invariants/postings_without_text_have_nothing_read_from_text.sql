-- A posting without text has no skills, no role type and no flags.
{{ config(meta={'dagster': {'ref': {'name': 'fct_posting'}}}) }}
select
    postings.posting_id,
    postings.role_type,
    skills.skill_id
from {{ ref('fct_posting') }} as postings
left join {{ ref('bridge_posting_skill') }} as skills on postings.posting_id = skills.posting_id
where
    not postings.has_text
    and (
        skills.skill_id is not null
        or postings.role_type is not null
        or postings.is_management is not null
    )
