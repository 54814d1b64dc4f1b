with

field_trust_rows as (

    {{ seed_rows('field_trust') }}

)

select
    source,
    record_type,
    field as field_name,
    cast(is_trusted as boolean) as is_trusted
from field_trust_rows
