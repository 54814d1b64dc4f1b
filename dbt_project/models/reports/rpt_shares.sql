-- Groups of fewer than five are too small for a share and are left out.
{% set least_population = 5 %}
select
    counted.source,
    counted.counting_policy,
    counted.group_kind,
    counted.group_value,
    counted.basis,
    counted.attribute_kind,
    counted.attribute_value,
    {{ counted_columns('counted') }}
from {{ ref('int_shares__counts') }} as counted
where counted.population_n >= {{ least_population }}
order by
    counted.source asc, counted.counting_policy asc, counted.group_kind asc, counted.group_value asc,
    counted.basis asc, counted.attribute_kind asc, counted.n desc, counted.attribute_value asc
