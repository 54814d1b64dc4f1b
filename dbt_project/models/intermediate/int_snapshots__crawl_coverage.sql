-- One row per source, snapshot and part of the source (a country, or '' for all of it): whether the snapshot looked at
-- that part, so that what it does not show has gone. A tenth of what the crawls before it showed is too little to be a
-- crawl: a broken scrape, a board that was not asked, a few saved pages. Nor are pages a crawl where there was a listing.
{% set least_share, least_part, memory = 0.1, 10, 2 %}
with

parts as (

    select
        posting_id,
        country as part
    from {{ ref('int_postings__locations') }}
    where is_primary and country is not null

),

seen as (

    select
        source,
        snapshot_on,
        posting_id,
        bool_or(record_type = 'card') as is_on_card
    from {{ ref('stg_ingest__observations') }}
    group by source, snapshot_on, posting_id

),

shown as (

    select
        source,
        snapshot_on,
        '' as part,
        count(*) as shown_count,
        bool_or(is_on_card) as has_cards
    from seen
    group by source, snapshot_on
    union all
    select
        seen.source,
        seen.snapshot_on,
        parts.part,
        count(*) as shown_count,
        bool_or(seen.is_on_card) as has_cards
    from seen
    inner join parts on seen.posting_id = parts.posting_id
    group by seen.source, seen.snapshot_on, parts.part

),

-- A part that a snapshot shows nothing of has its row too.
snapshots as (

    select distinct
        source,
        snapshot_on
    from {{ ref('stg_ingest__documents') }}

),

source_parts as (

    select distinct
        source,
        part
    from shown

),

counted as (

    select
        snapshots.source,
        snapshots.snapshot_on,
        source_parts.part,
        coalesce(shown.shown_count, 0) as shown_count,
        coalesce(shown.has_cards, false) as has_cards,
        max(coalesce(shown.shown_count, 0)) over (
            partition by snapshots.source, source_parts.part
            order by snapshots.snapshot_on
            rows between {{ memory }} preceding and 1 preceding
        ) as expected_count,
        coalesce(bool_or(coalesce(shown.has_cards, false)) over (
            partition by snapshots.source, source_parts.part
            order by snapshots.snapshot_on
            rows between unbounded preceding and 1 preceding
        ), false) as had_cards
    from snapshots
    inner join source_parts on snapshots.source = source_parts.source
    left join shown
        on
            snapshots.source = shown.source
            and snapshots.snapshot_on = shown.snapshot_on
            and source_parts.part = shown.part

),

judged as (

    select
        *,
        case
            when shown_count = 0 and part = '' then 'empty'
            when had_cards and not has_cards and part = '' then 'no_listing'
            when
                shown_count < {{ least_share }} * expected_count and (part = '' or expected_count >= {{ least_part }})
                then 'shrunk'
        end as own_fault
    from counted

),

faulted as (

    select
        judged.*,
        coalesce(whole.own_fault, judged.own_fault) as fault
    from judged
    inner join judged as whole
        on
            judged.source = whole.source
            and judged.snapshot_on = whole.snapshot_on
            and whole.part = ''

)

select
    source,
    snapshot_on,
    part,
    cast(shown_count as bigint) as shown_count,
    cast(expected_count as bigint) as expected_count,
    fault is null as is_complete_crawl,
    fault,
    min(case when fault is null then snapshot_on end) over (
        partition by source, part
        order by snapshot_on
        rows between 1 following and unbounded following
    ) as next_complete_crawl_on
from faulted
