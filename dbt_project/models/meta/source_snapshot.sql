-- What was read is what is here, as an observation, an annotation or a reject. What is new, still there and gone is
-- stated in comparison with the last crawl at the source; a snapshot that is no complete crawl states nothing as gone.
with

documents as (

    select
        source,
        snapshot_on,
        count(*) as document_count,
        sum(records_read) as record_count
    from {{ ref('stg_ingest__documents') }}
    group by source, snapshot_on

),

observations as (

    select
        source,
        snapshot_on,
        count(*) as observation_count,
        sum(case when dedup_status = 'duplicate' then 1 else 0 end) as duplicate_count,
        sum(case when dedup_status = 'conflict' then 1 else 0 end) as conflict_count,
        sum(case when is_lenient then 1 else 0 end) as lenient_count,
        count(distinct posting_id) as posting_count,
        count(distinct case when has_text then posting_id end) as text_posting_count
    from {{ ref('stg_ingest__observations') }}
    group by source, snapshot_on

),

{% for kind in ['annotation', 'reject'] %}
    {{ kind }}s as (

        select
            source,
            snapshot_on,
            count(*) as {{ kind }}_count
        from {{ ref('stg_ingest__' ~ kind ~ 's') }}
        group by source, snapshot_on

    ),
{% endfor %}

crawls as (

    select
        source,
        snapshot_on,
        shown_count,
        is_complete_crawl,
        fault,
        max(case when is_complete_crawl then snapshot_on end) over (
            partition by source order by snapshot_on rows between unbounded preceding and 1 preceding
        ) as last_complete_crawl_on
    from {{ ref('int_snapshots__crawl_coverage') }}
    where part = ''

),

sightings as (

    select distinct
        source,
        snapshot_on,
        posting_id
    from {{ ref('stg_ingest__observations') }}

),

moves as (

    select
        sightings.source,
        sightings.snapshot_on,
        sum(case when seen.first_seen_on = sightings.snapshot_on then 1 else 0 end) as new_count,
        count(earlier.posting_id) as still_count
    from sightings
    inner join {{ ref('int_postings__sightings') }} as seen on sightings.posting_id = seen.posting_id
    inner join crawls
        on sightings.source = crawls.source and sightings.snapshot_on = crawls.snapshot_on
    left join sightings as earlier
        on sightings.posting_id = earlier.posting_id and crawls.last_complete_crawl_on = earlier.snapshot_on
    group by sightings.source, sightings.snapshot_on

)

select
    documents.source,
    documents.snapshot_on,
    cast(documents.document_count as bigint) as document_count,
    cast(documents.record_count as bigint) as record_count,
    cast(coalesce(observations.observation_count, 0) as bigint) as observation_count,
    cast(coalesce(observations.duplicate_count, 0) as bigint) as duplicate_count,
    cast(coalesce(observations.conflict_count, 0) as bigint) as conflict_count,
    cast(coalesce(observations.lenient_count, 0) as bigint) as lenient_count,
    cast(coalesce(annotations.annotation_count, 0) as bigint) as annotation_count,
    cast(coalesce(rejects.reject_count, 0) as bigint) as reject_count,
    cast(coalesce(observations.posting_count, 0) as bigint) as posting_count,
    cast(coalesce(observations.text_posting_count, 0) as bigint) as text_posting_count,
    cast(coalesce(moves.new_count, 0) as bigint) as new_count,
    cast(coalesce(moves.still_count, 0) as bigint) as still_count,
    cast(case when crawls.is_complete_crawl then last_crawls.shown_count - moves.still_count end as bigint)
        as gone_count,
    crawls.last_complete_crawl_on,
    crawls.fault as crawl_fault
from documents
left join observations
    on documents.source = observations.source and documents.snapshot_on = observations.snapshot_on
left join annotations
    on documents.source = annotations.source and documents.snapshot_on = annotations.snapshot_on
left join rejects
    on documents.source = rejects.source and documents.snapshot_on = rejects.snapshot_on
left join crawls
    on documents.source = crawls.source and documents.snapshot_on = crawls.snapshot_on
left join crawls as last_crawls
    on crawls.source = last_crawls.source and crawls.last_complete_crawl_on = last_crawls.snapshot_on
left join moves
    on documents.source = moves.source and documents.snapshot_on = moves.snapshot_on
