{# What DuckDB and Spark spell differently stands here, behind one name. #}
{# The members of a list as rows, with their 1-based position. #}
{% macro unnest_with_position(expression, value, position) -%}{{ return(adapter.dispatch('unnest_with_position')(expression, value, position)) }}{%- endmacro %}
{% macro default__unnest_with_position(expression, value, position) -%}
unnest({{ expression }}) as {{ value }},
        unnest(range(1, len({{ expression }}) + 1)) as {{ position }}
{%- endmacro %}
{% macro spark__unnest_with_position(expression, value, position) -%}posexplode({{ expression }}) as ({{ position }}, {{ value }}){%- endmacro %}

{% macro date_series(first, last) -%}{{ return(adapter.dispatch('date_series')(first, last)) }}{%- endmacro %}
{% macro default__date_series(first, last) -%}unnest(generate_series({{ first }}, {{ last }}, interval 1 day)){%- endmacro %}
{% macro spark__date_series(first, last) -%}explode(sequence({{ first }}, {{ last }}, interval 1 day)){%- endmacro %}

{# A stable key over columns; null parts are distinguished from empty ones. #}
{% macro hash_key(columns) -%}
md5({% for column in columns %}coalesce(cast({{ column }} as varchar), '<null>'){{ " || '|' || " if not loop.last }}{% endfor %})
{%- endmacro %}

{# A number for columns, to group and join by within one model; it is published nowhere. #}
{% macro number_key(columns) -%}{{ return(adapter.dispatch('number_key')(columns)) }}{%- endmacro %}
{% macro default__number_key(columns) -%}hash({{ columns | join(', ') }}){%- endmacro %}
{% macro spark__number_key(columns) -%}xxhash64({{ columns | join(', ') }}){%- endmacro %}

{# Every match replaced; DuckDB wants a flag for that, Spark does not. #}
{% macro replace_all(expression, pattern, replacement) -%}{{ return(adapter.dispatch('replace_all')(expression, pattern, replacement)) }}{%- endmacro %}
{% macro default__replace_all(expression, pattern, replacement) -%}regexp_replace({{ expression }}, '{{ pattern }}', '{{ replacement }}', 'g'){%- endmacro %}
{% macro spark__replace_all(expression, pattern, replacement) -%}regexp_replace({{ expression }}, '{{ pattern }}', '{{ replacement }}'){%- endmacro %}

{# Whole days from one date to another. #}
{% macro days_between(first, last) -%}{{ return(adapter.dispatch('days_between')(first, last)) }}{%- endmacro %}
{% macro default__days_between(first, last) -%}date_diff('day', {{ first }}, {{ last }}){%- endmacro %}
{% macro spark__days_between(first, last) -%}datediff({{ last }}, {{ first }}){%- endmacro %}

{# A part of a query that is found once, though it is read twice; Spark has no word for it. #}
{% macro materialized() -%}{{ return(adapter.dispatch('materialized')()) }}{%- endmacro %}
{% macro default__materialized() -%}materialized{%- endmacro %}
{% macro spark__materialized() -%}{%- endmacro %}
