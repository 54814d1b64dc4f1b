-- What a source's first snapshot shows is where the counting begins and not new.
with

events as (

    select
        lifetimes.posting_id,
        'new' as change_kind,
        lifetimes.first_seen_on as snapshot_on
    from {{ ref('fct_posting_lifetime') }} as lifetimes
    inner join {{ ref('dim_source') }} as sources on lifetimes.source = sources.source
    where lifetimes.first_seen_on > sources.first_snapshot_on
    union all
    select
        posting_id,
        'closed' as change_kind,
        closed_by_on as snapshot_on
    from {{ ref('fct_posting_lifetime') }}
    where is_closed
    union all
    select
        posting_id,
        'reopened' as change_kind,
        reopened_on as snapshot_on
    from {{ ref('fct_posting_lifetime') }}
    where is_reopened
    union all
    select
        again.posting_id,
        'repost' as change_kind,
        again.first_seen_on as snapshot_on
    from {{ ref('fct_posting_lifetime') }} as gone
    inner join {{ ref('fct_posting_lifetime') }} as again on gone.reposted_as = again.posting_id
    union all
    select
        posting_id,
        change_kind,
        snapshot_on
    from {{ ref('fct_posting_change') }}

)

select
    postings.source,
    events.snapshot_on,
    events.change_kind,
    cast(count(distinct events.posting_id) as bigint) as posting_count,
    cast(count(distinct postings.opening_id) as bigint) as opening_count,
    cast(count(distinct postings.company_key) as bigint) as company_count
from events
inner join {{ ref('fct_posting') }} as postings on events.posting_id = postings.posting_id
group by postings.source, events.snapshot_on, events.change_kind
order by postings.source asc, events.snapshot_on asc, posting_count desc, events.change_kind asc
