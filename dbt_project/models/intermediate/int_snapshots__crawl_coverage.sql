-- One row per source, snapshot and part of the source (a country, or '' for all of it): whether the snapshot covers
-- that part, so that what it does not show is gone. A tenth of what the crawls before it showed is no complete crawl: a
-- broken scrape, a board that was not crawled, a few saved pages. Nor are pages alone where there was a listing.
{% set least_share, least_part, memory = 0.1, 10, 2 %}
with

seen as (

    select
        source,
        snapshot_on,
        posting_id,
        bool_or(record_type = 'card') as is_on_card
    from {{ ref('stg_ingest__observations') }}
    group by source, snapshot_on, posting_id

),

-- Each posting is in its country and in the whole.
parts as (

    select
        posting_id,
        country as part
    from {{ ref('int_postings__locations') }}
    where is_primary and country is not null
    union all
    select distinct
        posting_id,
        '' as part
    from seen

),

shown as (

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
expected as (

    select distinct
        documents.source,
        documents.snapshot_on,
        shown.part
    from {{ ref('stg_ingest__documents') }} as documents
    inner join shown on documents.source = shown.source

),

counted as (

    select
        expected.source,
        expected.snapshot_on,
        expected.part,
        coalesce(shown.shown_count, 0) as shown_count,
        coalesce(shown.has_cards, false) as has_cards,
        max(coalesce(shown.shown_count, 0)) over (so_far rows between {{ memory }} preceding and 1 preceding)
            as expected_count,
        coalesce(bool_or(shown.has_cards) over (
            so_far rows between unbounded preceding and 1 preceding
        ), false) as had_cards
    from expected
    left join shown
        on expected.source = shown.source and expected.snapshot_on = shown.snapshot_on and expected.part = shown.part
    window so_far as (partition by expected.source, expected.part order by expected.snapshot_on)

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

-- What is wrong with the whole is wrong with each part.
faulted as (

    select
        *,
        coalesce(
            max(case when part = '' then own_fault end) over (partition by source, snapshot_on), own_fault
        ) as fault
    from judged

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
        partition by source, part order by snapshot_on rows between 1 following and unbounded following
    ) as next_complete_crawl_on
from faulted
