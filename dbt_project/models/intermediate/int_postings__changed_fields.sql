-- What one snapshot states is compared with what the last one before it stated; a field that a snapshot does not state
-- has not changed. Cards, pages and texts word the same thing differently, so each is compared with its own kind only.
{% set of_text_or_document = {
    'work_mode': 'document.work_mode',
    'pay': pay_words('document.salary_min', 'document.salary_max', 'document.salary_period'),
} %}
with

candidates as (

    select * from {{ ref('int_postings__field_candidates') }}
    where field_name in ('title', 'work_mode', 'pay', 'locations', 'text')
    qualify row_number() over (partition by posting_id, snapshot_on, field_name, record_type order by snapshot_rank) = 1

),

stated as (

    select
        candidates.posting_id,
        candidates.snapshot_on,
        candidates.field_name,
        candidates.record_type,
        coalesce(attributes.salary_min, attributes.salary_max) is null as has_no_pay,
        case candidates.field_name
            when 'text' then candidates.version_id
            when 'title' then observations.title
            when 'locations'
                then array_to_string(list_sort(list_transform(
                    observations.locations,
                    lambda place: concat_ws(', ', place.city, place.region, place.country)  -- noqa: RF01
                )), '; ')
            {% for field, value in of_text_or_document.items() %}
                when '{{ field }}'
                    then case candidates.record_type
                        when 'text' then {{ value | replace('document', 'attributes') }}
                        else {{ value | replace('document', 'observations') }}
                    end
            {% endfor %}
        end as value
    from candidates
    inner join {{ ref('int_observations__typed') }} as observations
        on candidates.observation_id = observations.observation_id
    left join {{ ref('int_versions__attributes') }} as attributes
        on candidates.version_id = attributes.version_id

),

field_values as (

    select
        posting_id,
        snapshot_on,
        field_name,
        record_type,
        value
    from stated
    where field_name <> 'text'
    union all
    -- A text without pay is a statement too: that pay is not stated.
    select
        posting_id,
        snapshot_on,
        'pay' as field_name,
        'text' as record_type,
        'not stated' as value
    from stated
    where field_name = 'text' and has_no_pay
    union all
    -- A text is the same text whatever document contains it.
    select
        posting_id,
        snapshot_on,
        field_name,
        '' as record_type,
        min(value) as value
    from stated
    where field_name = 'text'
    group by posting_id, snapshot_on, field_name

),

compared as (

    select
        posting_id,
        snapshot_on,
        field_name,
        record_type,
        lag(snapshot_on) over earlier as previous_snapshot_on,
        lag(value) over earlier as value_before,
        value as value_after
    from field_values
    window earlier as (partition by posting_id, field_name, record_type order by snapshot_on)

)

-- A change that a card and a text both state is one change. Every change has the text before and after with it:
-- whether a new title is another job is seen in the text.
select
    compared.posting_id,
    compared.snapshot_on,
    compared.field_name,
    compared.previous_snapshot_on,
    compared.value_before,
    compared.value_after,
    texts.value_before as version_before,
    texts.value_after as version_after
from compared
left join compared as texts
    on
        compared.posting_id = texts.posting_id
        and compared.snapshot_on = texts.snapshot_on
        and texts.field_name = 'text'
        and texts.value_before is not null
where compared.value_before <> compared.value_after
qualify row_number() over (
    partition by compared.posting_id, compared.snapshot_on, compared.field_name order by compared.record_type
) = 1
