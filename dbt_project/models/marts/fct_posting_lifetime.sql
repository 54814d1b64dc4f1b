-- A posting has closed when a later crawl of its part of its source misses it, halfway between the two crawls.
with

postings as (

    select
        postings.*,
        coalesce(locations.country, '') as country,
        -- A posting that states no day, or an impossible one, is listed from the day it was first seen.
        coalesce(
            postings.posted_on between postings.first_seen_on - interval 365 day and postings.first_seen_on, false
        ) as is_posted_day_known
    from {{ ref('fct_posting') }} as postings
    left join {{ ref('dim_location') }} as locations on postings.location_key = locations.location_key

),

dated as (

    select
        *,
        case when is_posted_day_known then posted_on else first_seen_on end as listed_from_on
    from postings

),

sightings as (

    select
        snapshots.posting_id,
        snapshots.snapshot_on,
        lead(snapshots.snapshot_on) over (
            partition by snapshots.posting_id order by snapshots.snapshot_on
        ) as next_seen_on,
        crawls.next_complete_crawl_on
    from {{ ref('fct_posting_snapshot') }} as snapshots
    inner join postings on snapshots.posting_id = postings.posting_id
    inner join {{ ref('int_snapshots__crawl_coverage') }} as crawls
        on
            postings.source = crawls.source
            and snapshots.snapshot_on = crawls.snapshot_on
            and postings.country = crawls.part

),

seen as (

    select
        posting_id,
        count(*) as seen_count,
        -- A crawl between two sightings did not show it: it was gone in between.
        max(case when next_complete_crawl_on < next_seen_on then next_seen_on end) as reopened_on,
        max(case when next_seen_on is null then next_complete_crawl_on end) as closed_by_on
    from sightings
    group by posting_id

),

first_crawls as (

    select
        source,
        part,
        min(snapshot_on) as first_complete_crawl_on
    from {{ ref('int_snapshots__crawl_coverage') }}
    where is_complete_crawl
    group by source, part

),

-- The same job under an id that appeared after this one was seen for the last time.
reposts as (

    select
        gone.posting_id,
        again.posting_id as reposted_as,
        row_number() over (partition by gone.posting_id order by again.first_seen_on, again.posting_id) as repost_rank
    from postings as gone
    inner join seen on gone.posting_id = seen.posting_id and seen.closed_by_on is not null
    inner join postings as again
        on
            gone.opening_id = again.opening_id
            and gone.source = again.source
            and gone.company_key = again.company_key
            and (gone.country = again.country or gone.country = '' or again.country = '')
            and gone.last_seen_on < again.first_seen_on

)

select
    dated.posting_id,
    dated.source,
    dated.first_seen_on,
    dated.last_seen_on,
    cast(seen.seen_count as bigint) as seen_count,
    dated.listed_from_on,
    dated.is_posted_day_known
    or coalesce(dated.first_seen_on > first_crawls.first_complete_crawl_on, false) as is_start_known,
    seen.closed_by_on is not null as is_closed,
    seen.closed_by_on,
    seen.reopened_on is not null as is_reopened,
    seen.reopened_on,
    reposts.reposted_as,
    -- An id under which another job was stated: what is known of its days is of two jobs.
    dated.posting_id in (
        select changes.posting_id from {{ ref('fct_posting_change') }} as changes
        where changes.change_kind = 'other_job'
    ) as is_id_reused,
    cast(date_diff('day', dated.listed_from_on, dated.first_seen_on) as bigint) as days_at_first_sight,
    cast(
        date_diff('day', dated.listed_from_on, dated.last_seen_on)
        + case
            when seen.closed_by_on is null then 0
            else floor((date_diff('day', dated.last_seen_on, seen.closed_by_on) + 1) / 2)
        end as bigint
    ) as days_listed
from dated
inner join seen on dated.posting_id = seen.posting_id
left join first_crawls on dated.source = first_crawls.source and dated.country = first_crawls.part
left join reposts on dated.posting_id = reposts.posting_id and reposts.repost_rank = 1
