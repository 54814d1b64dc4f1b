-- The postings of the report are those that its author's labels of one day name; each counts once.
with

labelled as (

    select
        *,
        row_number() over (partition by posting_id order by snapshot_on desc, annotation_id asc) as preference
    from {{ ref('stg_ingest__annotations') }}
    where cast(annotated_at as date) = date '{{ var("published_report_labelled_on") }}'

)

select
    labelled.source,
    labelled.posting_id,
    labelled.annotation_id,
    labelled.title as labelled_title,
    labelled.company as labelled_company,
    labelled.company_stage as labelled_stage,
    labelled.role_type as labelled_role_type,
    labelled.is_customer_facing as labelled_is_customer_facing,
    labelled.is_management as labelled_is_management,
    labelled.skills as labelled_skills,
    labelled.use_cases,
    coalesce(array_to_string(labelled.responsibilities, ' '), '') as duty_words,
    coalesce(array_to_string(labelled.use_cases, ' '), '') as use_case_words,
    coalesce(postings.is_text_analysed, false) as is_text_analysed,
    postings.version_id,
    postings.title,
    postings.role_type,
    postings.is_customer_facing,
    postings.is_management,
    postings.is_research,
    postings.posted_on,
    companies.company_base_name,
    coalesce(postings.company_key, postings.posting_id) as cluster_key,
    roles.role_name
from labelled
left join {{ ref('fct_posting') }} as postings on labelled.posting_id = postings.posting_id
left join {{ ref('dim_company') }} as companies on postings.company_key = companies.company_key
left join {{ ref('dim_role') }} as roles on postings.role_key = roles.role_key
where labelled.preference = 1
