{# A company's name without case, legal suffix and punctuation: what two spellings of one company share. #}
{% macro company_base_name(name) -%}
trim({{ replace_all(
    replace_all("lower(trim(" ~ name ~ "))", '[,.]', ''),
    ' (incorporated|inc|llc|ltd|limited|gmbh|ag|se|plc|corp|corporation|co|bv|sa|sas|srl|oy|ab|pty)$', ''
) }})
{%- endmacro %}

{# A title without seniority, bracketed notes and what follows a dash: the role it names. #}
{% macro role_base_name(title) -%}
trim({{ replace_all(
    replace_all(
        replace_all("' ' || lower(" ~ title ~ ") || ' '", '[(\\[][^)\\]]*[)\\]]', ' '),
        '(^|[ ,/-])(senior|sr[.]?|junior|jr[.]?|mid-level|mid|entry-level|lead|staff|principal|founding|intern|internship|i|ii|iii|iv|v)($|[ ,/-])', ' '
    ),
    ' +', ' '
) }}, ' ,-–—|/')
{%- endmacro %}
