-- How many postings, and entries of them, each figure and reading is told of. Counted once for each kind of population.
with

kinds as (

    select distinct
        reading = 'text' as needs_text,
        population,
        of_trait,
        of_value
    from {{ ref('int_published_report__readings') }}

),

counted as (

    select
        postings.source,
        kinds.needs_text,
        kinds.population,
        kinds.of_trait,
        kinds.of_value,
        count(*) as posting_count,
        sum(coalesce(traits.entry_count, 1)) as entry_count
    from kinds
    inner join {{ ref('int_published_report__postings') }} as postings
        on
            (kinds.population = 'all' or kinds.population = postings.labelled_role_type)
            and (postings.is_text_analysed or not kinds.needs_text)
    left join {{ ref('int_published_report__traits') }} as traits
        on
            postings.posting_id = traits.posting_id
            and kinds.of_trait = traits.trait
            and kinds.of_value = traits.value
    where kinds.of_trait is null or traits.posting_id is not null
    group by postings.source, kinds.needs_text, kinds.population, kinds.of_trait, kinds.of_value

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
        and coalesce(readings.of_trait, '') = coalesce(counted.of_trait, '')
        and coalesce(readings.of_value, '') = coalesce(counted.of_value, '')
