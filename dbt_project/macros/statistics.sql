{#
The columns that statistics are published as, and the shape in which SQL hands them over. The arithmetic is in
`orchestration/transform/statistics.py`, whose functions SQL calls by name; intervals are structs of low and high.
#}
{# A cell of fewer than ten is marked wherever it is published. #}
{% macro is_small(n) -%}{{ n }} < 10{%- endmacro %}

{# <name>_low, <name>_high of an interval. #}
{% macro interval_columns(interval, name) -%}
cast({{ interval }}.low as double) as {{ name }}_low,
    cast({{ interval }}.high as double) as {{ name }}_high
{%- endmacro %}

{# share, share_low, share_high of a numerator and its population. #}
{% macro share_columns(n, population_n, name='share') -%}
cast(case when {{ population_n }} > 0 then {{ n }} * 1.0 / {{ population_n }} end as double) as {{ name }},
    {{ interval_columns('wilson_interval(' ~ n ~ ', ' ~ population_n ~ ')', name) }}
{%- endmacro %}

{# share_clustered_low, share_clustered_high of a share and its effective n; `name` is that of the share. #}
{% macro clustered_share_columns(n, population_n, effective_n, name='share') -%}
{%- set effective_numerator = effective_n ~ ' * ' ~ n ~ ' / nullif(' ~ population_n ~ ', 0)' -%}
{{ interval_columns('wilson_interval(' ~ effective_numerator ~ ', ' ~ effective_n ~ ')', name ~ '_clustered') }}
{%- endmacro %}

{# What every published share carries, of a row that `counted_by` gave. #}
{% macro counted_columns(counted) -%}
{{ counted }}.n,
    {{ counted }}.population_n,
    {{ share_columns(counted ~ '.n', counted ~ '.population_n') }},
    {{ counted }}.company_n,
    {{ counted }}.effective_n,
    {{ clustered_share_columns(counted ~ '.n', counted ~ '.population_n', counted ~ '.effective_n') }},
    {{ is_small(counted ~ '.n') }} as is_small
{%- endmacro %}

{# The arguments that describe a share over rows that are companies, `numerator` of the `size` postings of each. #}
{% macro effective_n_of_companies(numerator, size) -%}
effective_n(
    sum({{ numerator }}), sum({{ size }}), count(*),
    sum({{ numerator }} * 1.0 * {{ numerator }}), sum({{ numerator }} * 1.0 * {{ size }}), sum({{ size }} * 1.0 * {{ size }})
)
{%- endmacro %}

{#
The rows of `relation` with q_value: the false-discovery rate at which a row's p is just a discovery, among all rows of
its family. A row without a p has no q.
#}
{% macro with_q_values(relation, family, p_value='p_value') -%}
select
        member.*,
        q_value
    from (
        select
            unnest(array_agg({{ relation }})) as member,
            unnest(benjamini_hochberg(array_agg({{ p_value }}))) as q_value
        from {{ relation }}
        group by {{ family | join(', ') }}
    ) as families
{%- endmacro %}

{#
The 95 % interval of a median, from drawing the numbered companies of a group again and again; null where they are
fewer than ten (`orchestration/transform/resampling.py`).
#}
{% macro median_interval(value, company_number) -%}
resampled_median(
    array_agg({{ value }}) filter (where {{ value }} is not null),
    array_agg({{ company_number }}) filter (where {{ value }} is not null)
)
{%- endmacro %}
