-- The report's total is the bridge's: no row lost or doubled on the way.
{{ config(meta={'dagster': {'ref': {'name': 'rpt_skill_demand'}}}) }}
with

reported as (

    select sum(n) as n from {{ ref('rpt_skill_demand') }}
    where counting_policy = 'postings'

),

bridged as (

    select count(*) as n
    from {{ ref('bridge_posting_skill') }} as skills
    inner join {{ ref('fct_posting') }} as postings on skills.posting_id = postings.posting_id
    where postings.is_text_analysed

)

select
    reported.n as reported_n,
    bridged.n as bridged_n
from reported
cross join bridged
where coalesce(reported.n, 0) <> bridged.n
