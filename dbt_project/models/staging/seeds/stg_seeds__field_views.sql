with

field_view_rows as (

    {{ seed_rows('field_view', ['field', 'view']) }}

)

select
    field as field_name,
    view as view_kind,
    cast(view_tier as bigint) as view_tier,
    cast(view_rank as bigint) as view_rank
from field_view_rows
