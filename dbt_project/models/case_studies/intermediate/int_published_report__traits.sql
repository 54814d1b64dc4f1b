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
    left join {{ ref('int_published_report__term_traits') }} as terms
        on postings.posting_id = terms.posting_id and terms.trait = 'term'
    group by postings.posting_id

),

labelled as (

    select
        posting_id,
        'labelled_role_type' as trait,
        labelled_role_type as value
    from postings
    union all
    select
        posting_id,
        'labelled_company' as trait,
        labelled_company as value
    from postings
    union all
    select
        posting_id,
        'labelled_company_stem' as trait,
        {{ company_base_name('labelled_company') }} as value
    from postings
    union all
    select
        posting_id,
        'labelled_stage' as trait,
        labelled_stage as value
    from postings
    union all
    select
        posting_id,
        'labelled_stage_stem' as trait,
        {{ stage_stem('labelled_stage') }} as value
    from postings
    union all
    select
        posting_id,
        'labelled_stage_known' as trait,
        'yes' as value
    from postings
    where labelled_stage is not null and lower(labelled_stage) not like '%unknown%'
    union all
    select
        posting_id,
        'labelled_title' as trait,
        labelled_title as value
    from postings
    union all
    select
        posting_id,
        'labelled_title_stem' as trait,
        {{ title_stem('labelled_title') }} as value
    from postings
    union all
    select
        posting_id,
        'labelled_title_remainder' as trait,
        {{ published_title_remainder('labelled_title') }} as value
    from postings
    union all
    select
        posting_id,
        'labelled_role_name' as trait,
        {{ role_base_name('labelled_title') }} as value
    from postings
    union all
    select
        posting_id,
        'labelled_flag' as trait,
        'customer-facing' as value
    from postings
    where labelled_is_customer_facing
    union all
    select
        posting_id,
        'labelled_flag' as trait,
        'management' as value
    from postings
    where labelled_is_management
    union all
    select
        posting_id,
        'labelled_research' as trait,
        case when is_research then 'research' else 'applied' end as value
    from research
    union all
    select distinct
        posting_id,
        'labelled_category' as trait,
        label.category as value
    from labels
    union all
    select distinct
        named.posting_id,
        'labelled_skill' as trait,
        skills.subject as value
    from postings
    inner join {{ ref('int_annotations__skills') }} as named on postings.annotation_id = named.annotation_id
    inner join skills on named.skill_id = skills.skill_id

),

told as (

    select
        posting_id,
        'role_type' as trait,
        role_type as value
    from postings
    union all
    select
        posting_id,
        'company' as trait,
        company_base_name as value
    from postings
    union all
    select
        posting_id,
        'title_stem' as trait,
        {{ title_stem('title') }} as value
    from postings
    union all
    select
        posting_id,
        'role_name' as trait,
        role_name as value
    from postings
    union all
    select
        posting_id,
        'flag' as trait,
        'customer-facing' as value
    from postings
    where is_customer_facing
    union all
    select
        posting_id,
        'flag' as trait,
        'management' as value
    from postings
    where is_management
    union all
    select
        posting_id,
        'research' as trait,
        case when is_research then 'research' else 'applied' end as value
    from postings
    where is_text_analysed
    union all
    select
        posting_id,
        'posted_in_month' as trait,
        strftime(posted_on, '%Y-%m') as value
    from postings
    union all
    select distinct
        bridge.posting_id,
        'skill' as trait,
        skills.subject as value
    from postings
    inner join {{ ref('bridge_posting_skill') }} as bridge on postings.posting_id = bridge.posting_id
    inner join skills on bridge.skill_id = skills.skill_id
    where postings.is_text_analysed
    union all
    select distinct
        bridge.posting_id,
        'category' as trait,
        known.category as value
    from postings
    inner join {{ ref('bridge_posting_skill') }} as bridge on postings.posting_id = bridge.posting_id
    inner join {{ ref('dim_skill') }} as known on bridge.skill_id = known.skill_id
    where postings.is_text_analysed
    union all
    select distinct
        posting_id,
        'skill_named' as trait,
        subject as value
    from mentions
    union all
    select
        posting_id,
        'skill_focus' as trait,
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
    'posting' as trait,
    'yes' as value,
    cast(1 as bigint) as entry_count
from postings
union all
select
    posting_id,
    'label' as trait,
    label.category || '/' || label.skill as value,
    cast(count(*) as bigint) as entry_count
from labels
group by posting_id, label.category, label.skill
union all
select
    posting_id,
    trait,
    value,
    entry_count
from {{ ref('int_published_report__term_traits') }}
union all
select
    posting_id,
    trait,
    value,
    cast(1 as bigint) as entry_count
from labelled
where value is not null
union all
select
    posting_id,
    trait,
    value,
    cast(1 as bigint) as entry_count
from told
where value is not null
