-- One row per posting, snapshot, field and record type that has it, ranked within its snapshot and over all. The record
-- type is 'text' where the value was read from the title or description.
-- Pay without a period, or whose ends are swapped, is not known well enough to be a candidate.
-- A board's pay in whole thousands may be the pay of the text, rounded: the exact one then comes first.
{% set value_of = {
    'company': 'company_given is not null',
    'text': 'has_text',
    'pay': 'salary_period is not null and coalesce(salary_min, salary_max) is not null'
        ~ ' and coalesce(salary_min <= salary_max, true)',
} %}
{% set from_text = document_or_text_fields() + ['pay'] %}
{% set from_document = from_text + document_fields() | list + ['text', 'locations'] %}
with

observations as (

    select
        *,
        record_type as document_record_type
    from {{ ref('int_observations__typed') }}

),

texts as (

    select
        observations.posting_id,
        observations.source,
        observations.snapshot_on,
        'text' as record_type,
        observations.record_type as document_record_type,
        observations.observation_id,
        attributes.*
    from observations
    inner join {{ ref('int_versions__attributes') }} as attributes on observations.version_id = attributes.version_id

),

-- Texts whose pay is a document's before it was rounded.
exact_pay as (

    select distinct texts.version_id
    from texts
    inner join observations as rounded on texts.posting_id = rounded.posting_id
    where
        texts.salary_period = rounded.salary_period
        and round(texts.salary_min / 1000, 0) * 1000 = rounded.salary_min
        and round(texts.salary_max / 1000, 0) * 1000 = rounded.salary_max

),

candidates as (

    {% for field in from_document %}
        {% for origin in ['observations', 'texts'] if origin == 'observations' or field in from_text %}
            {{ 'union all' if not (loop.first and field == from_document[0]) }}
            select
                posting_id,
                source,
                snapshot_on,
                '{{ field }}' as field_name,
                record_type,
                document_record_type,
                observation_id,
                version_id
            from {{ origin }}
            where {{ value_of.get(field, field ~ ' is not null') }}
        {% endfor %}
    {% endfor %}

)

select
    candidates.posting_id,
    candidates.snapshot_on,
    candidates.field_name,
    candidates.record_type,
    candidates.observation_id,
    candidates.version_id,
    row_number() over (
        partition by candidates.posting_id, candidates.snapshot_on, candidates.field_name
        order by
            case when exact_pay.version_id is not null then 0 else field_priorities.record_type_tier end asc,
            field_priorities.record_type_rank asc,
            document_priorities.record_type_rank asc nulls last,
            candidates.observation_id asc
    ) as snapshot_rank,
    row_number() over (
        partition by candidates.posting_id, candidates.field_name
        order by
            case when exact_pay.version_id is not null then 0 else field_priorities.record_type_tier end asc,
            candidates.snapshot_on desc,
            field_priorities.record_type_rank asc,
            document_priorities.record_type_rank asc nulls last,
            candidates.observation_id asc
    ) as posting_rank
from candidates
inner join {{ ref('stg_seeds__field_priorities') }} as field_priorities
    on candidates.field_name = field_priorities.field_name and candidates.record_type = field_priorities.record_type
left join {{ ref('stg_seeds__field_priorities') }} as document_priorities
    on document_priorities.field_name = 'text' and candidates.document_record_type = document_priorities.record_type
left join exact_pay
    on
        candidates.field_name = 'pay'
        and candidates.record_type = 'text'
        and candidates.version_id = exact_pay.version_id
-- A field that a source's record type is known to state wrongly is never chosen.
where not exists (
    select 1
    from {{ ref('stg_seeds__field_trust') }} as trust
    where
        not trust.is_trusted
        and candidates.source = trust.source
        and candidates.record_type = trust.record_type
        and candidates.field_name = trust.field_name
)
