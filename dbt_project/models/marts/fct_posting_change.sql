{% set same_job = 0.2 %}
with

changed as (

    select * from {{ ref('int_postings__changed_fields') }}

),

-- The words of what was edited.
edited as (

    select
        version_id,
        {{ description_words('version_text', 'title') }} as words
    from {{ ref('stg_ingest__versions') }}
    where version_id in (
        select unnest([changed.version_before, changed.version_after]) from changed
        where changed.version_before <> changed.version_after
    )

),

-- Pages and files break the lines of one text differently: an edit changes its words.
changes as (

    select changed.*
    from changed
    left join edited as earlier on changed.version_before = earlier.version_id
    left join edited as later on changed.version_after = later.version_id
    where changed.field_name <> 'text' or coalesce(earlier.words <> later.words, true)

),

-- A title that keeps no word of the old one is another job, unless the text is a fifth the same.
retitled as (

    select
        changes.*,
        {{ shingles("string_split(earlier.words, ' ')") }} as shingles_before,
        {{ shingles("string_split(later.words, ' ')") }} as shingles_after
    from changes
    left join edited as earlier on changes.version_before = earlier.version_id
    left join edited as later on changes.version_after = later.version_id
    where
        changes.field_name = 'title'
        and len(list_intersect(
            string_split({{ plain_words(role_base_name('changes.value_before')) }}, ' '),
            string_split({{ plain_words(role_base_name('changes.value_after')) }}, ' ')
        )) = 0

),

-- A skill that only one of the two texts of an edit requests was added or dropped.
skills as (

    select
        changes.posting_id,
        changes.snapshot_on,
        changes.previous_snapshot_on,
        skills.skill_id,
        max(case when skills.version_id = changes.version_before then skills.strength end) as value_before,
        max(case when skills.version_id = changes.version_after then skills.strength end) as value_after
    from changes
    inner join {{ ref('bridge_version_skill') }} as skills
        on
            changes.posting_id = skills.posting_id
            and skills.version_id in (changes.version_before, changes.version_after)
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
from retitled
where
    version_before is null
    or (
        version_before <> version_after
        and len(list_intersect(shingles_before, shingles_after))
        < {{ same_job }} * len(list_distinct(list_concat(shingles_before, shingles_after)))
    )
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
