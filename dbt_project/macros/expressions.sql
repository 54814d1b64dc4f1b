{# The members of a list as rows, with their 1-based position. #}
{% macro unnest_with_position(expression, value, position) -%}
unnest({{ expression }}) as {{ value }},
        unnest(range(1, len({{ expression }}) + 1)) as {{ position }}
{%- endmacro %}

{# A stable key over columns; null parts are distinguished from empty ones. #}
{% macro hash_key(columns) -%}
md5({% for column in columns %}coalesce(cast({{ column }} as varchar), '<null>'){{ " || '|' || " if not loop.last }}{% endfor %})
{%- endmacro %}

{#
A hash of columns as a number: to find candidates by and to draw companies by, in an order that has nothing to do with
their names. Two values may share one, so what is joined or counted gets numbers of its own, as in `posting_numbers`.
#}
{% macro number_hash(columns) -%}hash({{ columns | join(', ') }}){%- endmacro %}

{# Every match of a pattern replaced, not only the first. #}
{% macro replace_all(expression, pattern, replacement) -%}
regexp_replace({{ expression }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}
