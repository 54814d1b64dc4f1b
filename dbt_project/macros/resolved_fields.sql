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
{%- set either = {'level': 'level', 'work_mode': 'work_mode', 'employment_type': 'employment_type',
    'degree': 'degree', 'years_experience': 'years_experience'} -%}
{%- set pay = ['salary_min', 'salary_max', 'salary_currency', 'salary_period'] -%}
{%- set plain = {'title': 'title', 'company': 'company_base_name', 'url': 'url',
    'location_count': 'location_count', 'posted_on': 'posted_on', 'company_size': 'company_size'} -%}
select
    {% for column in grain %}chosen.{{ column }},
    {% endfor -%}
    {% for field, column in plain.items() -%}
    max(case when chosen.field_name = '{{ field }}' then observations.{{ column }} end) as {{ column }},
    {% endfor -%}
    max(case when chosen.field_name = 'company' then observations.company_given end) as company_given,
    max(case when chosen.field_name = 'text' then chosen.version_id end) as text_version_id,
    max(case when chosen.field_name = 'title' then chosen.version_id end) as title_version_id,
    max(case when chosen.field_name = 'locations' then chosen.observation_id end) as location_observation_id,
    {% for field, column in either.items() -%}
    max(case when chosen.field_name = '{{ field }}' then
        case when chosen.record_type = 'text' then attributes.{{ column }} else observations.{{ column }} end
    end) as {{ column }},
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
