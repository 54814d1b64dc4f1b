with

ranked as (

    select
        *,
        count(*) over (partition by source, snapshot_on, rule_id) as reject_count,
        row_number() over (partition by source, snapshot_on, rule_id order by uri, record_index) as example_rank
    from {{ ref('reject') }}

)

select
    source,
    snapshot_on,
    rule_id,
    cast(reject_count as bigint) as reject_count,
    uri as example_uri,
    reason as example_reason
from ranked
where example_rank = 1
order by source asc, snapshot_on asc, reject_count desc, rule_id asc
