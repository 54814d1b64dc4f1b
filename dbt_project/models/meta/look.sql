select
    source,
    snapshot_on,
    part,
    shown_count,
    expected_count,
    is_look,
    fault,
    next_look_on
from {{ ref('int_snapshots__looks') }}
