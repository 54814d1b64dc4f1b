select
    skill_id,
    skill_name,
    category,
    kind,
    parent_skill_id
from {{ ref('stg_seeds__skills') }}
