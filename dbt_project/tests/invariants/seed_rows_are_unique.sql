-- With the user's overrides every seed has one row per key: a key twice would multiply what joins it.
{{ config(meta={'dagster': {'ref': {'name': 'dim_skill'}}}) }}
{% set keys = var('seed_keys') %}
{# The linter knows no variables, and a word in their place has no items. #}
{% for name, columns in (keys.items() if keys is mapping else []) %}
    select
        '{{ name }}' as seed_name,
        concat_ws('|', {{ columns | join(', ') }}) as seed_key,
        count(*) as row_count
    from ({{ seed_rows(name) }}) as {{ name }}_rows
    group by {{ columns | join(', ') }}
    having count(*) > 1
    {{ 'union all' if not loop.last }}
{% endfor %}
