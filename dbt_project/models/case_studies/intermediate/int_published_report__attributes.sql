-- Everything a figure can count of a posting, one row each: from the labels, and from its own text.
{% set of_posting = {
    'posting': "'yes'",
    'labelled_role_type': 'labelled_role_type',
    'labelled_company': 'labelled_company',
    'labelled_company_stem': company_base_name('labelled_company'),
    'labelled_stage': 'labelled_stage',
    'labelled_stage_stem': stage_stem('labelled_stage'),
    'labelled_stage_known': "case when lower(labelled_stage) not like '%unknown%' then 'yes' end",
    'labelled_title': 'labelled_title',
    'labelled_title_stem': title_stem('labelled_title'),
    'labelled_title_remainder': published_title_remainder('labelled_title'),
    'labelled_role_name': role_base_name('labelled_title'),
    'role_type': 'role_type',
    'company': 'company_base_name',
    'title_stem': title_stem('title'),
    'role_name': 'role_name',
    'research': "case when is_text_analysed then if(is_research, 'research', 'applied') end",
    'posted_in_month': "strftime(posted_on, '%Y-%m')",
} %}
{% set flags = {'customer-facing': 'is_customer_facing', 'management': 'is_management'} %}
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

research as (

    select
        posting_id,
        max(value = 'research title') as is_titled,
        coalesce(max(case when value = 'research' then term_count end), 0) as research_count,
        coalesce(max(case when value = 'applied' then term_count end), 0) as applied_count
    from {{ ref('int_published_report__term_attributes') }}
    where attribute = 'term'
    group by posting_id

),

attributes as (

    {% for attribute, value in of_posting.items() %}
        select
            posting_id,
            '{{ attribute }}' as attribute,
            {{ value }} as value
        from postings
        union all
    {% endfor %}
    {% for prefix in ['', 'labelled_'] %}
        {% for flag, column in flags.items() %}
            select
                posting_id,
                '{{ prefix }}flag' as attribute,
                '{{ flag }}' as value
            from postings
            where {{ prefix }}{{ column }}
            union all
        {% endfor %}
    {% endfor %}
    select
        postings.posting_id,
        'labelled_research' as attribute,
        case
            when research.is_titled then 'research'
            when research.research_count >= 2 and research.research_count > research.applied_count then 'research'
            else 'applied'
        end as value
    from postings
    left join research on postings.posting_id = research.posting_id
    union all
    select distinct
        posting_id,
        'labelled_category' as attribute,
        label.category as value
    from labels

)

select
    posting_id,
    attribute,
    value,
    cast(1 as bigint) as entry_count
from attributes
where value is not null
union all
select
    posting_id,
    attribute,
    value,
    cast(1 as bigint) as entry_count
from {{ ref('int_published_report__skill_attributes') }}
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
