{# The fields that documents alone state, each with its column in `int_observations__typed`: a new field is named here. #}
{% macro document_fields() -%}
{{ return({'title': 'title', 'company': 'company_base_name', 'url': 'url', 'location_count': 'location_count',
    'posted_on': 'posted_on', 'company_size': 'company_size'}) }}
{%- endmacro %}

{# The fields that a document or the text states, under one name in `int_observations__typed` and in `int_versions__attributes`. #}
{% macro document_or_text_fields() -%}
{{ return(['level', 'work_mode', 'employment_type', 'years_experience', 'degree']) }}
{%- endmacro %}

{#
The chosen value of every field, one row per `grain`. `rank_column` is 1 for the candidate that was chosen.
Structured values come from the observation, values of the record type 'text' from the version's mentions.
#}
{% macro resolved_fields(grain, rank_column) -%}
{%- set chosen -%}
    select candidates.*
    from {{ ref('int_postings__field_candidates') }} as candidates
    where candidates.{{ rank_column }} = 1
{%- endset -%}
{%- set pay = ['salary_min', 'salary_max', 'salary_currency', 'salary_period'] -%}
select
    {% for column in grain %}chosen.{{ column }},
    {% endfor -%}
    {% for field, column in document_fields().items() -%}
    max(case when chosen.field_name = '{{ field }}' then observations.{{ column }} end) as {{ column }},
    {% endfor -%}
    max(case when chosen.field_name = 'company' then observations.company_given end) as company_given,
    max(case when chosen.field_name = 'text' then chosen.version_id end) as text_version_id,
    max(case when chosen.field_name = 'title' then chosen.version_id end) as title_version_id,
    max(case when chosen.field_name = 'locations' then chosen.observation_id end) as location_observation_id,
    {% for field in document_or_text_fields() -%}
    max(case when chosen.field_name = '{{ field }}' then
        case when chosen.record_type = 'text' then attributes.{{ field }} else observations.{{ field }} end
    end) as {{ field }},
    {% endfor -%}
    {% for column in pay -%}
    max(case when chosen.field_name = 'pay' then
        case when chosen.record_type = 'text' then attributes.{{ column }} else observations.{{ column }} end
    end) as {{ column }},
    {% endfor -%}
    max(case when chosen.field_name = 'pay' then chosen.record_type end) as salary_record_type,
    max(case when chosen.field_name = 'level' then chosen.record_type end) as level_record_type
from ({{ chosen }}) as chosen
inner join {{ ref('int_observations__typed') }} as observations
    on chosen.observation_id = observations.observation_id
left join {{ ref('int_versions__attributes') }} as attributes
    on chosen.version_id = attributes.version_id
group by {% for column in grain %}chosen.{{ column }}{{ ', ' if not loop.last }}{% endfor %}
{%- endmacro %}
