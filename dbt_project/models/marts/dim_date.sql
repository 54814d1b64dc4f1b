with

bounds as (

    select
        least(min(posted_on), min(first_seen_on)) as first_on,
        max(last_seen_on) as last_on
    from {{ ref('int_postings__resolved') }}

),

snapshots as (

    select distinct snapshot_on from {{ ref('stg_ingest__inputs') }}

),

days as (

    -- A posting date years back is a fault of its document and not a reason for a calendar of decades.
    select
        cast(
            unnest(generate_series(greatest(first_on, last_on - interval 5 year), last_on, interval 1 day)) as date
        ) as date_day
    from bounds

)

select
    days.date_day,
    cast(extract(year from days.date_day) as bigint) as year_number,
    cast(extract(quarter from days.date_day) as bigint) as quarter_number,
    cast(extract(month from days.date_day) as bigint) as month_number,
    cast(extract(isodow from days.date_day) as bigint) as iso_weekday_number,
    cast(date_trunc('week', days.date_day) as date) as week_start_on,
    cast(date_trunc('month', days.date_day) as date) as month_start_on,
    snapshots.snapshot_on is not null as is_snapshot
from days
left join snapshots on days.date_day = snapshots.snapshot_on
