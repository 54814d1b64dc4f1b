with

postings as (

    select
        source,
        count(*) as posting_count,
        sum(case when has_text then 1 else 0 end) as text_posting_count,
        sum(case when is_text_analysed then 1 else 0 end) as analysed_posting_count,
        count(distinct opening_id) as opening_count,
        count(distinct company_key) as company_count
    from {{ ref('fct_posting') }}
    group by source

),

coverage as (

    select
        source,
        sum(annotation_count) as annotation_count,
        sum(reject_count) as reject_count
    from {{ ref('source_snapshot') }}
    group by source

)

select
    sources.source,
    sources.sampling_frame,
    sources.is_synthetic,
    sources.snapshot_count,
    sources.first_snapshot_on,
    sources.last_snapshot_on,
    cast(coalesce(postings.posting_count, 0) as bigint) as posting_count,
    cast(coalesce(postings.text_posting_count, 0) as bigint) as text_posting_count,
    cast(coalesce(postings.analysed_posting_count, 0) as bigint) as analysed_posting_count,
    cast(coalesce(postings.posting_count - postings.text_posting_count, 0) as bigint) as card_only_count,
    cast(coalesce(postings.text_posting_count - postings.analysed_posting_count, 0) as bigint) as other_language_count,
    cast(coalesce(postings.opening_count, 0) as bigint) as opening_count,
    cast(coalesce(postings.company_count, 0) as bigint) as company_count,
    cast(coalesce(coverage.annotation_count, 0) as bigint) as annotation_count,
    cast(coalesce(coverage.reject_count, 0) as bigint) as reject_count
from {{ ref('dim_source') }} as sources
left join postings on sources.source = postings.source
left join coverage on sources.source = coverage.source
order by sources.source
