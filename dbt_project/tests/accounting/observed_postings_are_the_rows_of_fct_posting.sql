-- The distinct posting ids over the observations are exactly the rows of fct_posting.
{{ config(meta={'dagster': {'ref': {'name': 'fct_posting'}}}) }}
with

observed as (

    select distinct posting_id from {{ ref('stg_ingest__observations') }}

)

select
    coalesce(observed.posting_id, facts.posting_id) as posting_id,
    observed.posting_id is not null as is_observed,
    facts.posting_id is not null as is_fact
from observed
full outer join {{ ref('fct_posting') }} as facts on observed.posting_id = facts.posting_id
where observed.posting_id is null or facts.posting_id is null
