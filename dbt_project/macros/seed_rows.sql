{# The rows of a seed with the user's overrides: a row with the same key replaces, a new key is added. #}
{% macro seed_rows(name) -%}
select base.*
from {{ ref(name) }} as base
where not exists (
    select 1
    from {{ source('overrides', name) }} as own
    where {% for column in var('seed_keys')[name] %}own.{{ column }} = base.{{ column }}{{ ' and ' if not loop.last }}{% endfor %}
)
union all
select own.* from {{ source('overrides', name) }} as own
{%- endmacro %}
