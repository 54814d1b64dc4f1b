with

analysed as (

    select
        postings.source,
        postings.posting_id,
        postings.opening_id,
        postings.company_key,
        postings.role_type,
        postings.is_text_analysed,
        roles.title_family
    from {{ ref('fct_posting') }} as postings
    inner join {{ ref('dim_role') }} as roles on postings.role_key = roles.role_key

),

population as (

    select
        source,
        posting_id,
        opening_id,
        company_key
    from {{ ref('fct_posting') }}

),

-- Of the family's postings whose text was read, whatever the counting policy of the row.
ai_first as (

    select
        source,
        title_family,
        cast(sum(case when is_text_analysed then 1 else 0 end) as bigint) as analysed_posting_count,
        sum(case when role_type = 'ai-first' then 1.0 else 0.0 end)
        / nullif(sum(case when is_text_analysed then 1 else 0 end), 0) as ai_first_share
    from analysed
    group by source, title_family

),

counted as (

    {{ counted_by('analysed', ['title_family'], 'population') }}

)

select
    counted.source,
    counted.counting_policy,
    counted.title_family,
    {{ counted_columns('counted') }},
    ai_first.analysed_posting_count,
    cast(ai_first.ai_first_share as double) as ai_first_share
from counted
inner join ai_first
    on counted.source = ai_first.source and counted.title_family = ai_first.title_family
order by counted.source asc, counted.counting_policy asc, counted.n desc, counted.title_family asc
