-- Each label and each skill of the bridge is counted under its skill, and each labelled posting under one role type.
{{ config(meta={'dagster': {'ref': {'name': 'rpt_label_agreement'}}}) }}
with

bridged as (

    select
        source,
        sum(case when is_labelled then 1 else 0 end) as label_n,
        sum(case when is_requested then 1 else 0 end) as text_n,
        sum(case when is_labelled and not is_named then 1 else 0 end) as label_unnamed_n
    from {{ ref('bridge_posting_label') }}
    group by source

),

reported as (

    select
        source,
        sum(case when label_unnamed_n is not null then label_n end) as label_n,
        sum(case when label_unnamed_n is not null then text_n end) as text_n,
        sum(label_unnamed_n) as label_unnamed_n,
        sum(case when label_kind = 'role_type' then text_n end) as role_type_n,
        max(case when label_kind = 'role_type' then total_n end) as total_n
    from {{ ref('rpt_label_agreement') }}
    group by source

)

select
    bridged.source,
    bridged.label_n,
    reported.label_n as reported_label_n
from bridged
left join reported on bridged.source = reported.source
where
    bridged.label_n is distinct from reported.label_n
    or bridged.text_n is distinct from reported.text_n
    or bridged.label_unnamed_n is distinct from reported.label_unnamed_n
    or reported.role_type_n is distinct from reported.total_n
