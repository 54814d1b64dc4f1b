{# The three counting policies and the unit each of them counts. #}
{% macro counting_units() -%}
    {{ return([('postings', 'posting_id'), ('openings', 'opening_id'), ('companies', 'company_key')]) }}
{%- endmacro %}

{#
Counts per group of `relation` and their population, under every counting policy: one row per source,
policy and group. A unit belongs to every group in which one of its postings is.
#}
{% macro counted_by(relation, group_columns, population, policies=none) -%}
{%- for policy, unit in counting_units() if policies is none or policy in policies %}
select
    counted.source,
    '{{ policy }}' as counting_policy,
    {% for column in group_columns %}counted.{{ column }},
    {% endfor -%}
    counted.n,
    populations.population_n
from (
    select source, {{ group_columns | join(', ') }}, cast(count(distinct {{ unit }}) as bigint) as n
    from {{ relation }}
    group by source, {{ group_columns | join(', ') }}
) as counted
inner join (
    select source, cast(count(distinct {{ unit }}) as bigint) as population_n
    from {{ population }}
    group by source
) as populations on counted.source = populations.source
{{ 'union all' if not loop.last }}
{%- endfor %}
{%- endmacro %}
