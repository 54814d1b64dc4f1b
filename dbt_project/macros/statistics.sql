{# Closed forms for proportions; what counts companies instead of postings stands in `clusters.sql`. #}
{# Wilson score interval at 95 %; null where there is no population. The counts may be fractions (an effective n). #}
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

{# A cell of fewer than ten is marked wherever it is published. #}
{% macro is_small(n) -%}{{ n }} < 10{%- endmacro %}

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

{#
The 97.5 % quantile of Student's t: exact for one and two degrees of freedom, else the expansion of Cornish and Fisher
around the normal's (Abramowitz and Stegun 26.7.5; error below 0.004, from ten degrees on below 1e-5).
#}
{% macro t_quantile(df) -%}
case
    when {{ df }} < 1 then null
    when {{ df }} < 2 then 12.706205
    when {{ df }} < 3 then 4.302653
    else 1.959964 + 2.372271 / ({{ df }}) + 2.822499 / power({{ df }}, 2) + 2.555850 / power({{ df }}, 3)
        + 1.589534 / power({{ df }}, 4)
end
{%- endmacro %}

{#
The odds ratio of a two-by-two table and the standard error of its logarithm, after Woolf, with a half added to every
cell, whether or not one is empty (Haldane and Anscombe): nothing is infinite, and the logarithm has less bias.
An interval is exp(ln(odds ratio) -/+ 1.96 * error); `two_sided_p` of logarithm and error tells it from one.
#}
{% macro odds_ratio(both, first_only, second_only, neither) -%}
(({{ both }} + 0.5) * ({{ neither }} + 0.5) / (({{ first_only }} + 0.5) * ({{ second_only }} + 0.5)))
{%- endmacro %}

{% macro log_odds_error(both, first_only, second_only, neither) -%}
sqrt(1 / ({{ both }} + 0.5) + 1 / ({{ first_only }} + 0.5) + 1 / ({{ second_only }} + 0.5) + 1 / ({{ neither }} + 0.5))
{%- endmacro %}

{# odds_ratio, odds_ratio_low, odds_ratio_high of a two-by-two table. #}
{% macro odds_ratio_columns(both, first_only, second_only, neither) -%}
{%- set cells = [both, first_only, second_only, neither] -%}
cast({{ odds_ratio(*cells) }} as double) as odds_ratio,
    cast({{ odds_ratio(*cells) }} * exp(-1.959964 * {{ log_odds_error(*cells) }}) as double) as odds_ratio_low,
    cast({{ odds_ratio(*cells) }} * exp(1.959964 * {{ log_odds_error(*cells) }}) as double) as odds_ratio_high
{%- endmacro %}

{#
The rows of `relation` with q_value: the false-discovery rate at which a row's p_value is just distinguished, over all
rows of a family (Benjamini and Hochberg 1995). Ties share a q; a row without a p has no q and is not in the family.
#}
{% macro with_q_values(relation, family) -%}
select
        *,
        case
            when p_value is not null then least(1.0, min(scaled_p) over (
                partition by {{ family | join(', ') }}
                order by p_value desc nulls last
            ))
        end as q_value
    from (
        select
            *,
            p_value * count(p_value) over (partition by {{ family | join(', ') }})
            / row_number() over (partition by {{ family | join(', ') }} order by p_value nulls last) as scaled_p
        from {{ relation }}
    ) as ranked
{%- endmacro %}
