with

role_scheme_rows as (

    {{ seed_rows('role_scheme') }}

)

select
    field as field_name,
    scheme,
    reason
from role_scheme_rows
