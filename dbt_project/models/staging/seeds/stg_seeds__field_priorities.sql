with

field_priority_rows as (

    {{ seed_rows('field_priority') }}

)

select
    field as field_name,
    record_type,
    cast(record_type_tier as bigint) as record_type_tier,
    cast(record_type_rank as bigint) as record_type_rank
from field_priority_rows
