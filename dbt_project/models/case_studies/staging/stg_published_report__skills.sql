select
    subject,
    skill_id,
    cast(is_rolled_up as boolean) as is_rolled_up,
    reason
from {{ ref('published_report_skill') }}
