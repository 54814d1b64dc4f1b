{# Wilson score interval at 95 %; null where there is no population. #}
{% macro wilson_low(n, population_n) -%}
case when {{ population_n }} > 0 then greatest(0.0,
    ({{ n }} + 1.9208 - 1.96 * sqrt({{ n }} * ({{ population_n }} - {{ n }}) * 1.0 / {{ population_n }} + 0.9604))
    / ({{ population_n }} + 3.8416)
) end
{%- endmacro %}

{% macro wilson_high(n, population_n) -%}
case when {{ population_n }} > 0 then least(1.0,
    ({{ n }} + 1.9208 + 1.96 * sqrt({{ n }} * ({{ population_n }} - {{ n }}) * 1.0 / {{ population_n }} + 0.9604))
    / ({{ population_n }} + 3.8416)
) end
{%- endmacro %}

{# share, share_low, share_high of a numerator and its population. #}
{% macro share_columns(n, population_n) -%}
cast(case when {{ population_n }} > 0 then {{ n }} * 1.0 / {{ population_n }} end as double) as share,
    cast({{ wilson_low(n, population_n) }} as double) as share_low,
    cast({{ wilson_high(n, population_n) }} as double) as share_high
{%- endmacro %}
