-- How many postings, and entries of them, each figure and reading is reported.
with

counted as (

    select
        source,
        needs_text,
        population,
        of_attribute,
        of_value,
        sum(posting_count) as posting_count,
        sum(entry_count) as entry_count
    from {{ ref('int_published_report__clusters') }}
    group by source, needs_text, population, of_attribute, of_value

),

sources as (

    select distinct source from {{ ref('int_published_report__postings') }}

)

select
    sources.source,
    readings.figure_number,
    readings.reading,
    cast(coalesce(counted.posting_count, 0) as bigint) as posting_count,
    cast(coalesce(counted.entry_count, 0) as bigint) as entry_count
from sources
cross join {{ ref('int_published_report__readings') }} as readings
left join counted
    on
        sources.source = counted.source
        and (readings.reading = 'text') = counted.needs_text
        and readings.population = counted.population
        and coalesce(readings.of_attribute, '') = counted.of_attribute
        and coalesce(readings.of_value, '') = counted.of_value
