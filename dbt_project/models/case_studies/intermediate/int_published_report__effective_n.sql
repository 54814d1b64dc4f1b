-- Of each share the companies of its population, and what they add to n: one company with many postings is not many.
with

readings as (

    select * from {{ ref('int_published_report__readings') }}

),

members as (

    select
        members.source,
        members.figure_number,
        members.reading,
        postings.cluster_key,
        sum(members.entry_count) as entry_count,
        count(distinct members.posting_id) as posting_count
    from {{ ref('int_published_report__members') }} as members
    inner join {{ ref('int_published_report__postings') }} as postings on members.posting_id = postings.posting_id
    group by members.source, members.figure_number, members.reading, postings.cluster_key

),

cluster_counts as (

    select
        clusters.source,
        readings.figure_number,
        readings.reading,
        case
            when readings.counted = 'entries' then coalesce(members.entry_count, 0) else
                coalesce(members.posting_count, 0)
        end as member_n,
        case
            when readings.counted = 'entries' and readings.of_attribute is not null then clusters.entry_count
            else clusters.posting_count
        end as cluster_n
    from readings
    inner join {{ ref('int_published_report__clusters') }} as clusters
        on
            (readings.reading = 'text') = clusters.needs_text
            and readings.population = clusters.population
            and coalesce(readings.of_attribute, '') = clusters.of_attribute
            and coalesce(readings.of_value, '') = clusters.of_value
    left join members
        on
            clusters.source = members.source
            and readings.figure_number = members.figure_number
            and readings.reading = members.reading
            and clusters.cluster_key = members.cluster_key
    where readings.measure = 'share'

)

select
    source,
    figure_number,
    reading,
    {{ effective_n_of_companies('member_n', 'cluster_n') }} as effective_n
from cluster_counts
group by source, figure_number, reading
