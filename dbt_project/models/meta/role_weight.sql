select
    scheme,
    signal_kind,
    signal_id,
    placement,
    role_type,
    weight,
    reason
from {{ ref('stg_seeds__role_signals') }}
