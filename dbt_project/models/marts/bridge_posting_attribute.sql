-- What a posting is distinguished by, as rows, so that any share and any comparison is one join. `basis` says of which
-- postings it is stated: of all, of those whose text was read, or of those that someone else labelled.
{% set of_posting = {
    'level': 'postings.level',
    'is_entry_level': "case when postings.level in ('intern', 'entry', 'junior') then 'yes'
            when postings.level = 'unstated' then 'unstated' else 'no' end",
    'work_mode': 'postings.work_mode',
    'country': "coalesce(locations.country_name, locations.country, 'unstated')",
    'pay': "case when coalesce(postings.salary_min, postings.salary_max) is null then 'not stated' else 'stated' end",
    'employment_type': "coalesce(postings.employment_type, 'unstated')",
    'company_stage': "coalesce(companies.stage, 'unstated')",
    'company_size': "coalesce(companies.size_band, 'unstated')",
    'title_family': 'roles.title_family',
    'work_area': "coalesce(areas.work_area, 'Other')",
} %}
{% set of_text = {
    'role_type': 'postings.role_type',
    'is_customer_facing': "case when postings.is_customer_facing then 'yes' else 'no' end",
    'is_management': "case when postings.is_management then 'yes' else 'no' end",
    'is_research': "case when postings.is_research then 'yes' else 'no' end",
    'years_asked': "case
            when postings.years_experience_min is null then 'unstated'
            when postings.years_experience_min < 2 then '0-1'
            when postings.years_experience_min < 4 then '2-3'
            when postings.years_experience_min < 6 then '4-5'
            when postings.years_experience_min < 8 then '6-7'
            when postings.years_experience_min < 10 then '8-9'
            else '10+'
        end",
    'degree': "coalesce(postings.degree_min, 'unstated')",
    'visa_sponsorship': 'postings.visa_sponsorship',
    'clearance': 'postings.clearance',
    'fine_tuning': "coalesce(fine_tuned.fine_tuning_depth, 'none')",
    'web_side': "case
            when skills.has_frontend and skills.has_backend then 'both'
            when skills.has_frontend then 'frontend alone'
            when skills.has_backend then 'backend alone'
            else 'neither'
        end",
    'beyond_genai': "case
            when not coalesce(skills.has_genai, false) then 'no GenAI'
            when skills.has_more then 'GenAI and more'
            else 'GenAI alone'
        end",
} %}
{% set of_annotation = {
    'role_type': 'labels.role_type',
    'is_customer_facing': "case when labels.is_customer_facing then 'yes' else 'no' end",
    'is_management': "case when labels.is_management then 'yes' else 'no' end",
    'company_stage': "coalesce(nullif(" ~ stage_stem('labels.company_stage') ~ ", ''), 'unstated')",
} %}
{% set stated_of = {'posting': of_posting, 'text': of_text, 'annotation': of_annotation} %}
{% set condition = {'posting': 'true', 'text': 'is_text_analysed', 'annotation': 'is_labelled'} %}
with

postings as (

    select * from {{ ref('fct_posting') }}

),

-- A skill is in a group when it, or what it is under in the taxonomy, is named there.
skill_attributes as (

    select distinct
        postings.posting_id,
        'skill_category' as attribute_kind,
        skills.category as attribute_value
    from postings
    inner join {{ ref('bridge_posting_skill') }} as bridge on postings.posting_id = bridge.posting_id
    inner join {{ ref('dim_skill') }} as skills on bridge.skill_id = skills.skill_id
    where postings.is_text_analysed
    union all
    select distinct
        postings.posting_id,
        'skill_group' as attribute_kind,
        members.skill_group as attribute_value
    from postings
    inner join {{ ref('bridge_posting_skill') }} as bridge on postings.posting_id = bridge.posting_id
    inner join {{ ref('int_skills__ancestry') }} as ancestry on bridge.skill_id = ancestry.skill_id
    inner join {{ ref('stg_seeds__skill_groups') }} as members on ancestry.ancestor_skill_id = members.skill_id
    where postings.is_text_analysed

),

skills as (

    select
        posting_id,
        max(attribute_kind = 'skill_category' and attribute_value = 'genai') as has_genai,
        max(
            attribute_kind = 'skill_category' and attribute_value in ('ml', 'web', 'ops', 'cloud', 'data', 'databases')
        ) as has_more,
        max(attribute_kind = 'skill_group' and attribute_value = 'frontend') as has_frontend,
        max(attribute_kind = 'skill_group' and attribute_value = 'backend') as has_backend
    from skill_attributes
    group by posting_id

),

fine_tuned as (

    select
        posting_id,
        min(topic_id) as fine_tuning_depth
    from {{ ref('bridge_posting_topic') }}
    where topic_kind = 'fine_tuning_depth'
    group by posting_id

),

labels as (

    select * from {{ ref('stg_ingest__annotations') }}
    qualify row_number() over (
        partition by posting_id
        order by annotated_at desc nulls last, snapshot_on desc nulls last, annotation_id asc
    ) = 1

),

described as (

    select
        postings.posting_id,
        postings.is_text_analysed,
        {% for basis, kinds in stated_of.items() %}
            {% for kind, value in kinds.items() %}
                {{ value }} as {{ basis }}_{{ kind }},
            {% endfor %}
        {% endfor %}
        labels.posting_id is not null as is_labelled
    from postings
    left join {{ ref('dim_company') }} as companies on postings.company_key = companies.company_key
    left join {{ ref('dim_role') }} as roles on postings.role_key = roles.role_key
    left join {{ ref('stg_seeds__title_areas') }} as areas on roles.title_family = areas.title_family
    left join {{ ref('dim_location') }} as locations on postings.location_key = locations.location_key
    left join skills on postings.posting_id = skills.posting_id
    left join fine_tuned on postings.posting_id = fine_tuned.posting_id
    left join labels on postings.posting_id = labels.posting_id

),

attributes as (

    {% for basis, kinds in stated_of.items() %}
        {% for kind in kinds %}
            select
                posting_id,
                '{{ basis }}' as basis,
                '{{ kind }}' as attribute_kind,
                {{ basis }}_{{ kind }} as attribute_value
            from described
            where {{ condition[basis] }}
            union all
        {% endfor %}
    {% endfor %}
    select
        posting_id,
        'text' as basis,
        attribute_kind,
        attribute_value
    from skill_attributes
    union all
    select
        others.posting_id,
        'text' as basis,
        'genai_with' as attribute_kind,
        others.attribute_value
    from skill_attributes as others
    inner join skills on others.posting_id = skills.posting_id and skills.has_genai
    where others.attribute_kind = 'skill_category' and others.attribute_value <> 'genai'
    union all
    select
        posting_id,
        'text' as basis,
        topic_kind as attribute_kind,
        topic_name as attribute_value
    from {{ ref('bridge_posting_topic') }}
    where topic_kind <> 'fine_tuning_depth'

)

select
    posting_id,
    basis,
    attribute_kind,
    coalesce(attribute_value, 'unstated') as attribute_value
from attributes
