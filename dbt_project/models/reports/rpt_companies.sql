with

analysed as (

    select
        postings.source,
        postings.posting_id,
        postings.opening_id,
        postings.company_key,
        companies.company_name
    from {{ ref('fct_posting') }} as postings
    inner join {{ ref('dim_company') }} as companies on postings.company_key = companies.company_key

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

    {{ counted_by('analysed', ['company_key', 'company_name'], 'population') }}

)

select
    counted.source,
    counted.counting_policy,
    counted.company_key,
    counted.company_name,
    {{ counted_columns('counted') }},
    cast(rank() over (partition by counted.source, counted.counting_policy order by counted.n desc) as bigint) as rank
from counted
order by counted.source, counted.counting_policy, rank, counted.company_name, counted.company_key
