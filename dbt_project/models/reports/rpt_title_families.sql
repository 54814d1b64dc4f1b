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
read_titles as (

    select * from analysed
    where is_text_analysed

),

ai_first as (

    {{ counted_by(
        'read_titles', ['title_family'], 'read_titles', policies=['postings'], within=['title_family'],
        flag="role_type = 'ai-first'",
    ) }}

),

counted as (

    {{ counted_by('analysed', ['title_family'], 'population') }}

)

select
    counted.source,
    counted.counting_policy,
    counted.title_family,
    {{ counted_columns('counted') }},
    coalesce(ai_first.population_n, 0) as analysed_posting_count,
    ai_first.n as ai_first_posting_count,
    cast(ai_first.n * 1.0 / ai_first.population_n as double) as ai_first_share,
    cast({{ wilson_low('ai_first.n', 'ai_first.population_n') }} as double) as ai_first_share_low,
    cast({{ wilson_high('ai_first.n', 'ai_first.population_n') }} as double) as ai_first_share_high,
    {{ clustered_share_columns('ai_first.n', 'ai_first.population_n', 'ai_first.effective_n', 'ai_first_share') }}
from counted
left join ai_first
    on counted.source = ai_first.source and counted.title_family = ai_first.title_family
order by counted.source asc, counted.counting_policy asc, counted.n desc, counted.title_family asc
