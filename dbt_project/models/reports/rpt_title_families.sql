-- Of the family's postings whose text was read, ai-first is counted whatever the counting policy of the row.
with

counted as (

    select
        *,
        attribute_value as title_family
    from {{ ref('int_shares__counts') }}
    where group_kind = 'all' and basis = 'posting' and attribute_kind = 'title_family'

),

-- What each company adds to a family's postings whose text was read, and to those that are ai-first.
companies as (

    select
        postings.source,
        roles.title_family,
        coalesce(postings.company_key, postings.posting_id) as company_key,
        count(*) as posting_n,
        sum(case when postings.role_type = 'ai-first' then 1 else 0 end) as ai_first_n
    from {{ ref('fct_posting') }} as postings
    inner join {{ ref('dim_role') }} as roles on postings.role_key = roles.role_key
    where postings.is_text_analysed
    group by postings.source, roles.title_family, coalesce(postings.company_key, postings.posting_id)

),

ai_first as (

    select
        source,
        title_family,
        cast(sum(ai_first_n) as bigint) as n,
        cast(sum(posting_n) as bigint) as population_n,
        {{ effective_n_of_companies('ai_first_n', 'posting_n') }} as effective_n
    from companies
    group by source, title_family

)

select
    counted.source,
    counted.counting_policy,
    counted.title_family,
    {{ counted_columns('counted') }},
    coalesce(ai_first.population_n, 0) as analysed_posting_count,
    ai_first.n as ai_first_posting_count,
    {{ share_columns('ai_first.n', 'ai_first.population_n', 'ai_first_share') }},
    {{ clustered_share_columns('ai_first.n', 'ai_first.population_n', 'ai_first.effective_n', 'ai_first_share') }}
from counted
left join ai_first
    on counted.source = ai_first.source and counted.title_family = ai_first.title_family
order by counted.source asc, counted.counting_policy asc, counted.n desc, counted.title_family asc
