-- Where both a document and the text state a field, both values; field_priority.csv decides which of them is the
-- posting's. Pay counts as the same where it is equal in whole thousands, as cards round it.
{% set fields = ['level', 'work_mode', 'years_experience', 'degree'] %}
with

candidates as (

    select
        posting_id,
        field_name,
        record_type,
        observation_id,
        version_id,
        posting_rank
    from {{ ref('int_postings__field_candidates') }}
    where field_name in ('{{ fields | join("', '") }}', 'pay')
    qualify row_number() over (partition by posting_id, field_name, record_type = 'text' order by posting_rank) = 1

),

documents as (

    select
        candidates.*,
        observations.source,
        {{ pay_words('observations.salary_min', 'observations.salary_max', 'observations.salary_period') }} as pay,
        round(observations.salary_min / 1000, 0) as pay_from,
        round(observations.salary_max / 1000, 0) as pay_to,
    {% for field in fields %}
        cast(observations.{{ field }} as varchar) as {{ field }}{{ ',' if not loop.last }}
    {% endfor %}
    from candidates
    inner join {{ ref('int_observations__typed') }} as observations
        on candidates.observation_id = observations.observation_id
    where candidates.record_type <> 'text'

),

texts as (

    select
        candidates.*,
        {{ pay_words('attributes.salary_min', 'attributes.salary_max', 'attributes.salary_period') }} as pay,
        round(attributes.salary_min / 1000, 0) as pay_from,
        round(attributes.salary_max / 1000, 0) as pay_to,
    {% for field in fields %}
        cast(attributes.{{ field }} as varchar) as {{ field }}{{ ',' if not loop.last }}
    {% endfor %}
    from candidates
    inner join {{ ref('int_versions__attributes') }} as attributes on candidates.version_id = attributes.version_id
    where candidates.record_type = 'text'

),

paired as (

    select
        documents.source,
        documents.posting_id,
        documents.field_name,
        documents.record_type,
        case
            when texts.posting_rank < documents.posting_rank then 'text' else documents.record_type
        end as chosen_record_type,
        case documents.field_name
            {% for field in fields + ['pay'] %}
                when '{{ field }}' then documents.{{ field }}
            {% endfor %}
        end as document_value,
        case documents.field_name
            {% for field in fields + ['pay'] %}
                when '{{ field }}' then texts.{{ field }}
            {% endfor %}
        end as text_value,
        case
            when documents.field_name = 'pay'
                then
                    coalesce(documents.pay_from, 0) = coalesce(texts.pay_from, 0)
                    and coalesce(documents.pay_to, 0) = coalesce(texts.pay_to, 0)
            else false
        end as is_rounded,
        texts.version_id
    from documents
    inner join texts
        on documents.posting_id = texts.posting_id and documents.field_name = texts.field_name

)

select
    source,
    posting_id,
    field_name,
    record_type,
    document_value,
    text_value,
    document_value = text_value or is_rounded as is_same,
    chosen_record_type,
    version_id
from paired
