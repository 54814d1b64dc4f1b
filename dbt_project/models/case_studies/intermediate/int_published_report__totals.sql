with

counts as (

    select
        source,
        figure_number,
        reading,
        sum(entry_count) as entry_count,
        count(distinct posting_id) as posting_count
    from {{ ref('int_published_report__members') }}
    group by source, figure_number, reading

)

select
    populations.source,
    populations.figure_number,
    populations.reading,
    coalesce(counts.entry_count, 0) as entry_count,
    coalesce(counts.posting_count, 0) as posting_count,
    populations.entry_count as population_entry_count,
    populations.posting_count as population_posting_count
from {{ ref('int_published_report__populations') }} as populations
left join counts
    on
        populations.source = counts.source
        and populations.figure_number = counts.figure_number
        and populations.reading = counts.reading
