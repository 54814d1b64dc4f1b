with

postings as (

    select
        posting_id,
        version_id
    from {{ ref('fct_posting') }}
    where has_text

)

select
    version_skills.posting_id,
    version_skills.skill_id,
    version_skills.strength,
    version_skills.mention_count
from {{ ref('bridge_version_skill') }} as version_skills
inner join postings
    on
        version_skills.posting_id = postings.posting_id
        and version_skills.version_id = postings.version_id
