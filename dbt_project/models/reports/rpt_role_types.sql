select
    counted.source,
    counted.counting_policy,
    counted.attribute_value as role_type,
    {{ counted_columns('counted') }}
from {{ ref('int_shares__counts') }} as counted
where counted.group_kind = 'all' and counted.basis = 'text' and counted.attribute_kind = 'role_type'
order by counted.source asc, counted.counting_policy asc, counted.n desc, counted.attribute_value asc
