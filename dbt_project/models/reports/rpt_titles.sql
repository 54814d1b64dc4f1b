with

analysed as (

    select
        postings.source,
        postings.posting_id,
        postings.opening_id,
        postings.company_key,
        postings.title,
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

counted as (

    {{ counted_by('analysed', ['title', 'title_family'], 'population') }}

)

select
    counted.source,
    counted.counting_policy,
    counted.title,
    counted.title_family,
    {{ counted_columns('counted') }},
    cast(rank() over (partition by counted.source, counted.counting_policy order by counted.n desc) as bigint) as rank
from counted
order by counted.source, counted.counting_policy, rank, counted.title
