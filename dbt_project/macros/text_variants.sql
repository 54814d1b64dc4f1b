{# Words without case and punctuation. `+` and `#` stay: C, C++ and C# are three languages. #}
{% macro plain_words(text) -%}
trim({{ replace_all("lower(" ~ text ~ ")", '[^a-z0-9+#À-ῼぁ-힣]+', ' ') }})
{%- endmacro %}

{# The words of a description: a version's text without the title before it. #}
{% macro description_words(version_text, title) -%}
{{ plain_words("substr(" ~ version_text ~ ", length(" ~ title ~ ") + 1)") }}
{%- endmacro %}

{# The distinct runs of three words of a list of words, as hashes. #}
{% macro shingles(words) -%}
list_distinct(list_transform(
        range(1, greatest(len({{ words }}) - 1, 2)),
        lambda i: hash({{ words }}[i], {{ words }}[i + 1], {{ words }}[i + 2])
    ))
{%- endmacro %}

{# Into how many bins the runs of words of a text fall; of each the least hash is its signature. #}
{% macro bin_count() -%}{{ return(48) }}{%- endmacro %}
