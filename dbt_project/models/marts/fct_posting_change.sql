-- What one snapshot tells is compared with what the last one before it stated; a field that a snapshot does not tell has
-- not changed. Cards, pages and texts word the same thing differently, so each is compared with its own kind only.
{% set same_job = 0.2 %}
with

candidates as (

    select
        posting_id,
        snapshot_on,
        field_name,
        record_type,
        observation_id,
        version_id
    from {{ ref('int_postings__field_candidates') }}
    where field_name in ('title', 'work_mode', 'pay', 'locations', 'text')
    qualify row_number() over (partition by posting_id, snapshot_on, field_name, record_type order by snapshot_rank) = 1

),

valued as (

    select
        candidates.posting_id,
        candidates.snapshot_on,
        candidates.field_name,
        candidates.record_type,
        candidates.version_id,
        observations.title,
        observations.locations,
        case when candidates.record_type = 'text' then attributes.work_mode else observations.work_mode end as work_mode,
        case
            when candidates.record_type = 'text'
                then {{ pay_words('attributes.salary_min', 'attributes.salary_max', 'attributes.salary_period') }}
            else {{ pay_words('observations.salary_min', 'observations.salary_max', 'observations.salary_period') }}
        end as pay
    from candidates
    inner join {{ ref('int_observations__typed') }} as observations
        on candidates.observation_id = observations.observation_id
    left join {{ ref('int_versions__attributes') }} as attributes
        on candidates.version_id = attributes.version_id

),

stated as (

    select
        valued.posting_id,
        valued.snapshot_on,
        valued.field_name,
        valued.record_type,
        case valued.field_name
            when 'title' then valued.title
            when 'work_mode' then valued.work_mode
            when 'pay' then valued.pay
            else array_to_string(list_sort(list_transform(
                valued.locations, lambda place: concat_ws(', ', place.city, place.region, place.country)
            )), '; ')
        end as stated
    from valued
    where valued.field_name <> 'text'
    union all
    -- A text that is there and states no pay tells that it does not.
    select
        valued.posting_id,
        valued.snapshot_on,
        'pay' as field_name,
        'text' as record_type,
        'not stated' as stated
    from valued
    left join {{ ref('int_versions__attributes') }} as attributes on valued.version_id = attributes.version_id
    where valued.field_name = 'text' and coalesce(attributes.salary_min, attributes.salary_max) is null
    union all
    -- A text is the same text whatever document it stands in.
    select
        posting_id,
        snapshot_on,
        field_name,
        '' as record_type,
        min(version_id) as stated
    from valued
    where field_name = 'text'
    group by posting_id, snapshot_on, field_name

),

compared as (

    select
        posting_id,
        snapshot_on,
        field_name,
        record_type,
        lag(snapshot_on) over tellings as previous_snapshot_on,
        lag(stated) over tellings as value_before,
        stated as value_after
    from stated
    window tellings as (partition by posting_id, field_name, record_type order by snapshot_on)

),

-- A change that a card and a text both tell is one change.
changed as (

    select
        posting_id,
        snapshot_on,
        field_name,
        previous_snapshot_on,
        value_before,
        value_after
    from compared
    where value_before <> value_after
    qualify row_number() over (partition by posting_id, snapshot_on, field_name order by record_type) = 1

),

edits as (

    select value_before as version_id from changed
    where field_name = 'text'
    union
    select value_after as version_id from changed
    where field_name = 'text'

),

-- The words of what was edited.
edited as (

    select
        versions.version_id,
        {{ description_words('versions.version_text', 'versions.title') }} as words
    from {{ ref('stg_ingest__versions') }} as versions
    inner join edits on versions.version_id = edits.version_id

),

-- Pages and files break the lines of one text differently: an edit changes its words.
unedited as (

    select
        changed.posting_id,
        changed.snapshot_on
    from changed
    inner join edited as earlier on changed.value_before = earlier.version_id
    inner join edited as later on changed.value_after = later.version_id
    where changed.field_name = 'text' and earlier.words = later.words

),

changes as (

    select changed.*
    from changed
    left join unedited
        on
            changed.posting_id = unedited.posting_id
            and changed.snapshot_on = unedited.snapshot_on
            and changed.field_name = 'text'
    where unedited.posting_id is null

),

-- A title that keeps no word of the old one, over a text that is not even a fifth the same, is another job.
retitled as (

    select
        changes.posting_id,
        changes.snapshot_on,
        changes.previous_snapshot_on,
        changes.value_before,
        changes.value_after,
        texts.posting_id is not null as is_text_stated,
        texts.value_before = texts.value_after as is_same_text,
        {{ shingles("string_split(earlier.words, ' ')") }} as shingles_before,
        {{ shingles("string_split(later.words, ' ')") }} as shingles_after
    from changes
    left join compared as texts
        on
            changes.posting_id = texts.posting_id
            and changes.snapshot_on = texts.snapshot_on
            and texts.field_name = 'text'
            and texts.value_before is not null
    left join edited as earlier on texts.value_before = earlier.version_id
    left join edited as later on texts.value_after = later.version_id
    where
        changes.field_name = 'title'
        and len(list_intersect(
            string_split({{ plain_words(role_base_name('changes.value_before')) }}, ' '),
            string_split({{ plain_words(role_base_name('changes.value_after')) }}, ' ')
        )) = 0

),

other_jobs as (

    select
        posting_id,
        snapshot_on,
        previous_snapshot_on,
        value_before,
        value_after
    from retitled
    where
        not is_text_stated
        or (
            not is_same_text
            and len(list_intersect(shingles_before, shingles_after))
            < {{ same_job }} * len(list_distinct(list_concat(shingles_before, shingles_after)))
        )

),

-- A skill that only one of the two texts of an edit asks for was added or dropped.
skills as (

    select
        changes.posting_id,
        changes.snapshot_on,
        changes.previous_snapshot_on,
        skills.skill_id,
        max(case when skills.version_id = changes.value_before then skills.strength end) as value_before,
        max(case when skills.version_id = changes.value_after then skills.strength end) as value_after
    from changes
    inner join {{ ref('bridge_version_skill') }} as skills
        on
            changes.posting_id = skills.posting_id
            and skills.version_id in (changes.value_before, changes.value_after)
    where changes.field_name = 'text'
    group by changes.posting_id, changes.snapshot_on, changes.previous_snapshot_on, skills.skill_id

)

select
    posting_id,
    snapshot_on,
    previous_snapshot_on,
    case field_name when 'locations' then 'location' else field_name end as change_kind,
    '' as skill_id,
    value_before,
    value_after
from changes
union all
select
    posting_id,
    snapshot_on,
    previous_snapshot_on,
    'other_job' as change_kind,
    '' as skill_id,
    value_before,
    value_after
from other_jobs
union all
select
    posting_id,
    snapshot_on,
    previous_snapshot_on,
    case when value_before is null then 'skill_added' else 'skill_dropped' end as change_kind,
    skill_id,
    value_before,
    value_after
from skills
where value_before is null or value_after is null
