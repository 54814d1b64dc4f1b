-- Everything a figure can count of a posting, one row each: what the labels say, and what its own text says.
with

postings as (

    select * from {{ ref('int_published_report__postings') }}

),

labels as (

    select
        posting_id,
        {{ unnest_with_position('labelled_skills', 'label', 'label_position') }}
    from postings

),

skills as (

    select distinct
        named.subject,
        ancestry.skill_id
    from {{ ref('stg_published_report__skills') }} as named
    inner join {{ ref('int_skills__ancestry') }} as ancestry
        on named.skill_id = ancestry.ancestor_skill_id and (named.is_rolled_up or ancestry.depth = 0)

),

mentions as (

    select
        postings.posting_id,
        skills.subject,
        mentions.strength in ('required', 'preferred', 'mentioned') as is_counted,
        mentions.section
    from postings
    inner join
        {{ ref('posting_mention') }} as mentions
        on postings.version_id = mentions.version_id and mentions.kind = 'skill'
    inner join skills on mentions.canonical_id = skills.skill_id

),

research as (

    select
        postings.posting_id,
        max(case when terms.value = 'research title' then 1 else 0 end) = 1
        or (
            coalesce(max(case when terms.value = 'research' then terms.term_count end), 0) >= 2
            and coalesce(max(case when terms.value = 'research' then terms.term_count end), 0)
            > coalesce(max(case when terms.value = 'applied' then terms.term_count end), 0)
        ) as is_research
    from postings
    left join {{ ref('int_published_report__term_attributes') }} as terms
        on postings.posting_id = terms.posting_id and terms.attribute = 'term'
    group by postings.posting_id

),

labelled as (

    select
        posting_id,
        'labelled_role_type' as attribute,
        labelled_role_type as value
    from postings
    union all
    select
        posting_id,
        'labelled_company' as attribute,
        labelled_company as value
    from postings
    union all
    select
        posting_id,
        'labelled_company_stem' as attribute,
        {{ company_base_name('labelled_company') }} as value
    from postings
    union all
    select
        posting_id,
        'labelled_stage' as attribute,
        labelled_stage as value
    from postings
    union all
    select
        posting_id,
        'labelled_stage_stem' as attribute,
        {{ stage_stem('labelled_stage') }} as value
    from postings
    union all
    select
        posting_id,
        'labelled_stage_known' as attribute,
        'yes' as value
    from postings
    where labelled_stage is not null and lower(labelled_stage) not like '%unknown%'
    union all
    select
        posting_id,
        'labelled_title' as attribute,
        labelled_title as value
    from postings
    union all
    select
        posting_id,
        'labelled_title_stem' as attribute,
        {{ title_stem('labelled_title') }} as value
    from postings
    union all
    select
        posting_id,
        'labelled_title_remainder' as attribute,
        {{ published_title_remainder('labelled_title') }} as value
    from postings
    union all
    select
        posting_id,
        'labelled_role_name' as attribute,
        {{ role_base_name('labelled_title') }} as value
    from postings
    union all
    select
        posting_id,
        'labelled_flag' as attribute,
        'customer-facing' as value
    from postings
    where labelled_is_customer_facing
    union all
    select
        posting_id,
        'labelled_flag' as attribute,
        'management' as value
    from postings
    where labelled_is_management
    union all
    select
        posting_id,
        'labelled_research' as attribute,
        case when is_research then 'research' else 'applied' end as value
    from research
    union all
    select distinct
        posting_id,
        'labelled_category' as attribute,
        label.category as value
    from labels
    union all
    select distinct
        named.posting_id,
        'labelled_skill' as attribute,
        skills.subject as value
    from postings
    inner join {{ ref('int_annotations__skills') }} as named on postings.annotation_id = named.annotation_id
    inner join skills on named.skill_id = skills.skill_id

),

stated as (

    select
        posting_id,
        'role_type' as attribute,
        role_type as value
    from postings
    union all
    select
        posting_id,
        'company' as attribute,
        company_base_name as value
    from postings
    union all
    select
        posting_id,
        'title_stem' as attribute,
        {{ title_stem('title') }} as value
    from postings
    union all
    select
        posting_id,
        'role_name' as attribute,
        role_name as value
    from postings
    union all
    select
        posting_id,
        'flag' as attribute,
        'customer-facing' as value
    from postings
    where is_customer_facing
    union all
    select
        posting_id,
        'flag' as attribute,
        'management' as value
    from postings
    where is_management
    union all
    select
        posting_id,
        'research' as attribute,
        case when is_research then 'research' else 'applied' end as value
    from postings
    where is_text_analysed
    union all
    select
        posting_id,
        'posted_in_month' as attribute,
        strftime(posted_on, '%Y-%m') as value
    from postings
    union all
    select distinct
        bridge.posting_id,
        'skill' as attribute,
        skills.subject as value
    from postings
    inner join {{ ref('bridge_posting_skill') }} as bridge on postings.posting_id = bridge.posting_id
    inner join skills on bridge.skill_id = skills.skill_id
    where postings.is_text_analysed
    union all
    select distinct
        bridge.posting_id,
        'category' as attribute,
        known.category as value
    from postings
    inner join {{ ref('bridge_posting_skill') }} as bridge on postings.posting_id = bridge.posting_id
    inner join {{ ref('dim_skill') }} as known on bridge.skill_id = known.skill_id
    where postings.is_text_analysed
    union all
    select distinct
        posting_id,
        'skill_named' as attribute,
        subject as value
    from mentions
    union all
    select
        posting_id,
        'skill_focus' as attribute,
        subject as value
    from mentions
    where is_counted
    group by posting_id, subject
    having
        max(case when section = 'title' then 1 else 0 end) = 1
        or sum(case when section = 'responsibilities' then 1 else 0 end) >= 2

)

select
    posting_id,
    'posting' as attribute,
    'yes' as value,
    cast(1 as bigint) as entry_count
from postings
union all
select
    posting_id,
    'label' as attribute,
    label.category || '/' || label.skill as value,
    cast(count(*) as bigint) as entry_count
from labels
group by posting_id, label.category, label.skill
union all
select
    posting_id,
    attribute,
    value,
    entry_count
from {{ ref('int_published_report__term_attributes') }}
union all
select
    posting_id,
    attribute,
    value,
    cast(1 as bigint) as entry_count
from labelled
where value is not null
union all
select
    posting_id,
    attribute,
    value,
    cast(1 as bigint) as entry_count
from stated
where value is not null
