{# Whether a section speaks of the work and of who is wanted, and not of the company, its benefits, the law or how people are hired. #}
{% macro is_about_the_work(section) -%}
coalesce({{ section }}, 'other') not in ('company', 'benefits', 'legal', 'aside')
{%- endmacro %}
