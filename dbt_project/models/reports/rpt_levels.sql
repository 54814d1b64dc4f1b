with

analysed as (

    select
        source,
        posting_id,
        opening_id,
        company_key,
        level
    from {{ ref('fct_posting') }}

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

    {{ counted_by('analysed', ['level'], 'population') }}

)

select
    counted.source,
    counted.counting_policy,
    counted.level,
    {{ counted_columns('counted') }}
from counted
order by counted.source asc, counted.counting_policy asc, counted.n desc, counted.level asc
