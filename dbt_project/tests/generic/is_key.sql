{# The columns together are filled, but for the `nullable` ones, and unique: the grain of the description. #}
{% test is_key(model, columns, nullable=[]) %}
select
    {{ columns | join(', ') }},
    count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1{% for column in columns | reject("in", nullable) %} or {{ column }} is null{% endfor %}
{% endtest %}
