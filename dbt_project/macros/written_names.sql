{#
A word that is written as a name is: with a capital, an inner capital, a digit; joined by dot, ampersand or hyphen,
ended by plus or number sign.
#}
{% macro name_word_pattern() -%}
(?:[A-Z][A-Za-z0-9]*|[a-z]+[A-Z][A-Za-z0-9]*|[a-z]{2,}[0-9][A-Za-z0-9]*)(?:[.&-][A-Za-z0-9]+)*[+#]*
{%- endmacro %}

{# A text cut before each run of such words; within a piece, chr(2) ends the run. The first piece has none. #}
{% macro cut_at_names(text) -%}
string_split(regexp_replace({{ text }}, '\b({{ name_word_pattern() }}(?: {{ name_word_pattern() }})*)', chr(1) || '\1' || chr(2), 'g'), chr(1))
{%- endmacro %}

{# The words of a text that are written in lower case. #}
{% macro lower_case_words(text) -%}regexp_extract_all({{ text }}, '[a-z]+'){%- endmacro %}
