{# Words of a spelling without what parts them: "CI/CD" and "ci-cd" share theirs. #}
{% macro words_alone(spelling) -%}
trim({{ replace_all(spelling, '[^[:alnum:]+#.]+', ' ') }})
{%- endmacro %}

{# A title as the published report grouped it: the letters of seniority taken out wherever they stand. #}
{% macro published_title_remainder(title) -%}
trim({{ replace_all("lower(" ~ title ~ ")", '(senior|staff|principal|lead|junior|sr[.]?|i)', '') }})
{%- endmacro %}

{# A title with case and spaces folded and one spelling of Senior. #}
{% macro title_stem(title) -%}
trim({{ replace_all(replace_all("lower(" ~ title ~ ")", '(^| )sr[.]?($| )', ' senior '), ' +', ' ') }})
{%- endmacro %}

{# A value in the spelling of the attribute of that name, so that a figure matches the postings that have it. #}
{% macro published_value(attribute, value) -%}
case
        when {{ attribute }} in ('labelled_title_stem', 'title_stem') then {{ title_stem(value) }}
        when {{ attribute }} = 'labelled_title_remainder' then {{ published_title_remainder(value) }}
        when {{ attribute }} in ('labelled_role_name', 'role_name') then {{ role_base_name(value) }}
        when {{ attribute }} in ('labelled_company_stem', 'company') then {{ company_base_name(value) }}
        else {{ value }}
    end
{%- endmacro %}

{# A company's stage without its notes: "Public (NYSE)" is public, "Series B+" a stage of its own. #}
{% macro stage_stem(stage) -%}
trim({{ replace_all(stage, '( equivalent|[ ]*[(,;/]).*$', '') }})
{%- endmacro %}

{# A figure as a sentence writes it: "321", "35.9", without trailing decimals. #}
{% macro figure_words(value, decimals) -%}
case
    when {{ decimals }} = 0 then cast(cast(round({{ value }}) as bigint) as varchar)
    else cast(round({{ value }}, cast({{ decimals }} as integer)) as varchar)
end
{%- endmacro %}

{# The result of a reading in words: "35.9 %, 321 of 895 labelled postings"; a count is its own value. #}
{% macro reading_words(reading) -%}
case
    when {{ reading }}_value = {{ reading }}_n and unit <> 'percent' then ''
    else {{ figure_words(reading ~ '_value', 'decimals') }} || unit_sign || ', '
end
|| cast({{ reading }}_n as varchar)
|| case unit when 'ratio' then ' to ' else ' of ' end
|| cast({{ reading }}_population_n as varchar) || ' ' || {{ reading }}_population
{%- endmacro %}
