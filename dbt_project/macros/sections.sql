{# Whether a section is about the work and the candidate, and not about the company, its benefits, the law or hiring. #}
{% macro is_about_the_work(section) -%}
coalesce({{ section }}, 'other') not in ('company', 'benefits', 'legal', 'aside')
{%- endmacro %}
