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

{# Two-sided p of an estimate and its standard error, by the rational approximation of erfc (error below 2e-7). #}
{% macro two_sided_p(estimate, error) -%}
{%- set x = "abs(" ~ estimate ~ ") / nullif(" ~ error ~ ", 0) / sqrt(2.0)" -%}
{%- set t = "(1 / (1 + 0.5 * " ~ x ~ "))" -%}
{%- set ns = namespace(poly='0.17087277') -%}
{%- for c in ['-0.82215223', '1.48851587', '-1.13520398', '0.27886807', '-0.18628806', '0.09678418', '0.37409196', '1.00002368'] -%}
{%- set ns.poly = c ~ " + " ~ t ~ " * (" ~ ns.poly ~ ")" -%}
{%- endfor -%}
{{ t }} * exp(-1.26551223 - power({{ x }}, 2) + {{ t }} * ({{ ns.poly }}))
{%- endmacro %}
