with

field_trust_rows as (

    {{ seed_rows('field_trust', ['source', 'view', 'field']) }}

)

select
    source,
    view as view_kind,
    field as field_name,
    cast(is_trusted as boolean) as is_trusted
from field_trust_rows
