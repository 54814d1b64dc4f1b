{# The middle of a posting's stated range, US dollars a year; where one end alone is stated, that end. #}
{% macro pay_middle_usd(postings) -%}
(
            coalesce({{ postings }}.salary_min_usd_year, {{ postings }}.salary_max_usd_year)
            + coalesce({{ postings }}.salary_max_usd_year, {{ postings }}.salary_min_usd_year)
        ) / 2
{%- endmacro %}
