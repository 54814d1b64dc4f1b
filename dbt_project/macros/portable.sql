{# The members of a list as rows, with their 1-based position. #}
{% macro unnest_with_position(expression, value, position) -%}
unnest({{ expression }}) as {{ value }},
        unnest(range(1, len({{ expression }}) + 1)) as {{ position }}
{%- endmacro %}

{# A stable key over columns; null parts are distinguished from empty ones. #}
{% macro hash_key(columns) -%}
md5({% for column in columns %}coalesce(cast({{ column }} as varchar), '<null>'){{ " || '|' || " if not loop.last }}{% endfor %})
{%- endmacro %}

{# A number for columns, to group and join by within one model; it is published nowhere. #}
{% macro number_key(columns) -%}hash({{ columns | join(', ') }}){%- endmacro %}

{# Every match of a pattern replaced, not only the first. #}
{% macro replace_all(expression, pattern, replacement) -%}
regexp_replace({{ expression }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}
