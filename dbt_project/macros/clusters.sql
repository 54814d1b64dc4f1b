{#
Statistics that count companies: one employer with 28 postings is not 28 votes.

A share is a ratio of two sums over companies, y postings that have the property of x postings. Its variance is that of
the linearised ratio, m / (m - 1) * sum((y - share * x)^2) / N^2 over m companies (Cochran, Sampling Techniques, 1977,
chapters 6 and 9A). What simple random sampling would need for the same variance is the effective n. It never exceeds N, is scaled
by the quantiles of t for m - 1 and N - 1 degrees of freedom (Korn and Graubard, Survey Methodology 24, 1998), and goes
into Wilson's interval, which stays between 0 and 1 (Dean and Pagano, Journal of Survey Statistics and Methodology 3,
2015). At shares of 0 and 1 the companies cannot tell how alike their postings are; there each counts as if all of its
postings were one (Kish: N^2 / sum(x^2)). Null where fewer than two companies are in the population.
#}
{% macro effective_n(n, population_n, company_n, yy, xy, xx) -%}
{%- set squares = yy ~ " - 2.0 * " ~ n ~ " / " ~ population_n ~ " * " ~ xy
    ~ " + power(" ~ n ~ " * 1.0 / " ~ population_n ~ ", 2) * " ~ xx -%}
case when {{ company_n }} > 1 then
    case
        when {{ n }} > 0 and {{ n }} < {{ population_n }} then least(
            {{ population_n }} * 1.0,
            {{ n }} * 1.0 * ({{ population_n }} - {{ n }}) * ({{ company_n }} - 1)
            / ({{ company_n }} * greatest({{ squares }}, 1e-9))
        )
        else {{ population_n }} * 1.0 * {{ population_n }} / {{ xx }}
    end * power({{ t_quantile(population_n ~ " - 1") }} / {{ t_quantile(company_n ~ " - 1") }}, 2)
end
{%- endmacro %}

{# The same over rows that are companies: `hits` of the `size` postings of each. #}
{% macro effective_n_of_companies(hits, size) -%}
cast({{ effective_n(
    "sum(" ~ hits ~ ")", "sum(" ~ size ~ ")", "count(*)", "sum(" ~ hits ~ " * 1.0 * " ~ hits ~ ")",
    "sum(" ~ hits ~ " * 1.0 * " ~ size ~ ")", "sum(" ~ size ~ " * 1.0 * " ~ size ~ ")",
) }} as double)
{%- endmacro %}

{# share_clustered_low, share_clustered_high of a share and its effective n; `name` is that of the share. #}
{% macro clustered_share_columns(n, population_n, effective_n, name='share') -%}
{%- set effective_hits = effective_n ~ " * " ~ n ~ " / nullif(" ~ population_n ~ ", 0)" -%}
cast({{ wilson_low("(" ~ effective_hits ~ ")", effective_n) }} as double) as {{ name }}_clustered_low,
    cast({{ wilson_high("(" ~ effective_hits ~ ")", effective_n) }} as double) as {{ name }}_clustered_high
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

{#
The difference of two shares, first - second, whose postings may belong to the same companies or be the same postings.
`relation` has one row per `keys` and company: first_n of first_population_n, second_n of second_population_n. One row
per `keys`: first_share, second_share, difference, difference_error (of the linearised difference over companies, with
m / (m - 1)), difference_low, difference_high by t with m - 1 degrees of freedom, p_value. Error and p are null where
fewer than two companies stand behind it or the companies do not differ.
#}
{% macro clustered_difference(relation, keys) -%}
select
        *,
        difference - {{ t_quantile('company_n - 1') }} * difference_error as difference_low,
        difference + {{ t_quantile('company_n - 1') }} * difference_error as difference_high,
        {{ two_sided_t('difference', 'difference_error', 'company_n - 1') }} as p_value
    from (
        select
            {% for key in keys %}{{ key }},
            {% endfor -%}
            cast(count(*) as bigint) as company_n,
            cast(max(first_total) as bigint) as first_n,
            cast(max(first_population) as bigint) as first_population_n,
            cast(max(second_total) as bigint) as second_n,
            cast(max(second_population) as bigint) as second_population_n,
            max(first_total) / max(first_population) as first_share,
            max(second_total) / max(second_population) as second_share,
            max(first_total) / max(first_population) - max(second_total) / max(second_population) as difference,
            nullif(sqrt(sum(power(
                (first_n - first_total / first_population * first_population_n) / first_population
                - (second_n - second_total / second_population * second_population_n) / second_population, 2
            )) * count(*) / nullif(count(*) - 1, 0)), 0) as difference_error
        from (
            select
                *,
                {% for name in ['first', 'second'] -%}
                sum({{ name }}_n) over (partition by {{ keys | join(', ') }}) * 1.0 as {{ name }}_total,
                nullif(sum({{ name }}_population_n) over (partition by {{ keys | join(', ') }}), 0) * 1.0
                    as {{ name }}_population{{ ',' if not loop.last }}
                {% endfor %}
            from {{ relation }}
        ) as companies
        group by {{ keys | join(', ') }}
    ) as differences
{%- endmacro %}

{#
Two-sided p of an estimate and its standard error by Student's t, through the normal that Wallace (1959) puts in its
place: within 0.003 of the exact p from three degrees of freedom on.
#}
{% macro two_sided_t(estimate, error, df) -%}
{%- set nu = "(" ~ df ~ ")" -%}
{%- set z = "(8.0 * " ~ nu ~ " + 1) / (8 * " ~ nu ~ " + 3) * sqrt(" ~ nu
    ~ " * ln(1 + power(" ~ estimate ~ " / nullif(" ~ error ~ ", 0), 2) / " ~ nu ~ "))" -%}
case when {{ nu }} > 0 then {{ two_sided_p(z, '1.0') }} end
{%- endmacro %}

{#
The 95 % interval of a median, a struct of low and high, from drawing the numbered companies of a group again; null where
they are fewer than ten. `orchestration/transform/sql_functions.py` has the function.
#}
{% macro median_interval(value, company_number) -%}
resampled_median(
    array_agg({{ value }}) filter (where {{ value }} is not null),
    array_agg({{ company_number }}) filter (where {{ value }} is not null)
)
{%- endmacro %}

{# <name>_low, <name>_high of what `median_interval` gave. #}
{% macro interval_columns(interval, name) -%}
cast({{ interval }}.low as double) as {{ name }}_low,
    cast({{ interval }}.high as double) as {{ name }}_high
{%- endmacro %}
