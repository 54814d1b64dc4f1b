select
    version_id,
    posting_id,
    skill_id,
    strength,
    mention_count
from {{ ref('int_versions__skills') }}
