with

role_signal_rows as (

    {{ seed_rows('role_signal') }}

)

select
    scheme,
    signal_kind,
    signal_id,
    placement,
    role_type,
    cast(weight as double) as weight,
    reason
from role_signal_rows
