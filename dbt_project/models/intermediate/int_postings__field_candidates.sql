-- One row per posting, snapshot, field and record type that has the field, ranked: within its snapshot, and over all.
-- Pay without a period, or whose ends are swapped, is not known well enough to be a candidate.
-- A board's pay in whole thousands may be the pay of the text, rounded: the exact one then comes first.
-- `record_type` is 'text' where the value was read from the title or description.
{% set from_document = {
    'title': 'title is not null',
    'company': 'company_given is not null',
    'text': 'has_text',
    'url': 'url is not null',
    'locations': 'locations is not null',
    'location_count': 'location_count is not null',
    'level': 'level is not null',
    'work_mode': 'work_mode is not null',
    'employment_type': 'employment_type is not null',
    'pay': 'salary_period is not null and coalesce(salary_min, salary_max) is not null'
        ~ ' and coalesce(salary_min <= salary_max, true)',
    'years_experience': 'years_experience is not null',
    'degree': 'degree is not null',
    'posted_on': 'posted_on is not null',
    'company_size': 'company_size is not null',
} %}
{% set from_text = {
    'level': 'attributes.level is not null',
    'work_mode': 'attributes.work_mode is not null',
    'employment_type': 'attributes.employment_type is not null',
    'pay': 'attributes.salary_period is not null and coalesce(attributes.salary_min, attributes.salary_max) is not null'
        ~ ' and coalesce(attributes.salary_min <= attributes.salary_max, true)',
    'years_experience': 'attributes.years_experience is not null',
    'degree': 'attributes.degree is not null',
} %}
with

observations as (

    select * from {{ ref('int_observations__typed') }}

),

attributes as (

    select * from {{ ref('int_versions__attributes') }}

),

field_priorities as (

    select * from {{ ref('stg_seeds__field_priorities') }}

),

-- What a source's record type is known to tell wrongly is never chosen.
distrusted as (

    select
        source,
        record_type,
        field_name
    from {{ ref('stg_seeds__field_trust') }}
    where not is_trusted

),

-- Texts whose pay is a document's before it was rounded.
exact_pay as (

    select distinct attributes.version_id
    from attributes
    inner join observations as texts on attributes.version_id = texts.version_id
    inner join observations as rounded on texts.posting_id = rounded.posting_id
    where
        attributes.salary_period = rounded.salary_period
        and round(attributes.salary_min / 1000, 0) * 1000 = rounded.salary_min
        and round(attributes.salary_max / 1000, 0) * 1000 = rounded.salary_max

),

candidates as (

    {% for field, condition in from_document.items() %}
        select
            posting_id,
            source,
            snapshot_on,
            '{{ field }}' as field_name,
            record_type,
            record_type as document_view_kind,
            observation_id,
            version_id
        from observations
        where {{ condition }}
        union all
    {% endfor %}
    {% for field, condition in from_text.items() %}
        select
            observations.posting_id,
            observations.source,
            observations.snapshot_on,
            '{{ field }}' as field_name,
            'text' as record_type,
            observations.record_type as document_view_kind,
            observations.observation_id,
            observations.version_id
        from observations
        inner join attributes on observations.version_id = attributes.version_id
        where {{ condition }}
        {{ 'union all' if not loop.last }}
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
            document_views.record_type_rank asc nulls last,
            candidates.observation_id asc
    ) as snapshot_rank,
    row_number() over (
        partition by candidates.posting_id, candidates.field_name
        order by
            case when exact_pay.version_id is not null then 0 else field_priorities.record_type_tier end asc,
            candidates.snapshot_on desc,
            field_priorities.record_type_rank asc,
            document_views.record_type_rank asc nulls last,
            candidates.observation_id asc
    ) as posting_rank
from candidates
inner join field_priorities
    on
        candidates.field_name = field_priorities.field_name
        and candidates.record_type = field_priorities.record_type
left join field_priorities as document_views
    on
        document_views.field_name = 'text'
        and candidates.document_view_kind = document_views.record_type
left join exact_pay
    on
        candidates.field_name = 'pay'
        and candidates.record_type = 'text'
        and candidates.version_id = exact_pay.version_id
left join distrusted
    on
        candidates.source = distrusted.source
        and candidates.record_type = distrusted.record_type
        and candidates.field_name = distrusted.field_name
where distrusted.field_name is null
