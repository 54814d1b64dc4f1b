{# A company's name without case, legal suffix and punctuation: what two spellings of one company share. #}
{% macro company_base_name(name) -%}
trim({{ replace_all(
    replace_all("lower(trim(" ~ name ~ "))", '[,.]', ''),
    '( (' ~ var('legal_forms') | join('|') ~ '))+$', ''
) }})
{%- endmacro %}

{#
A title without seniority and bracketed notes: the role it names. Seniority words side by side share their
separator, so a run of them is one match; the staff of "technical staff" and "of staff" is no seniority.
#}
{% macro role_base_name(title) -%}
{%- set word = '(senior|sr[.]?|junior|jr[.]?|(mid|entry)[ -]level|mid|lead|staff|principal|founding|intern|internship|i|ii|iii|iv|v)' -%}
{%- set staff_kept = "replace(replace(' ' || lower(" ~ title ~ ") || ' ', 'technical staff', 'technical_staff'), ' of staff', ' of_staff')" -%}
trim({{ replace_all(
    replace_all(
        replace_all(staff_kept, '[(\\[][^)\\]]*[)\\]]', ' '),
        '(^|[ ,/-])' ~ word ~ '([ ,/-]+' ~ word ~ ')*($|[ ,/-])', ' '
    ),
    '[ _]+', ' '
) }}, ' ,-–—|/')
{%- endmacro %}

{# A range of pay in words, `100000-120000 a year`; one number is a range of its own. #}
{% macro pay_words(lowest, highest, period) -%}
cast(round(coalesce({{ lowest }}, {{ highest }}), 0) as bigint) || '-'
                || cast(round(coalesce({{ highest }}, {{ lowest }}), 0) as bigint) || ' a ' || {{ period }}
{%- endmacro %}
