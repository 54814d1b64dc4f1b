with

analysed as (

    select
        source,
        posting_id,
        opening_id,
        company_key,
        role_type
    from {{ ref('fct_posting') }}
    where is_text_analysed

),

population as (

    select
        source,
        posting_id,
        opening_id,
        company_key
    from {{ ref('fct_posting') }}
    where is_text_analysed

),

counted as (

    {{ counted_by('analysed', ['role_type'], 'population') }}

)

select
    counted.source,
    counted.counting_policy,
    counted.role_type,
    {{ counted_columns('counted') }}
from counted
order by counted.source asc, counted.counting_policy asc, counted.n desc, counted.role_type asc
