select
    counted.source,
    counted.counting_policy,
    counted.attribute_value as work_mode,
    {{ counted_columns('counted') }}
from {{ ref('int_shares__counts') }} as counted
where counted.group_kind = 'all' and counted.basis = 'posting' and counted.attribute_kind = 'work_mode'
order by counted.source asc, counted.counting_policy asc, counted.n desc, counted.attribute_value asc
