-- The postings behind each figure and reading: those of its population and denominator that have what it counts.
with

attributes as (

    select
        posting_id,
        attribute,
        value,
        entry_count
    from {{ ref('int_published_report__attributes') }}
    union all
    select
        posting_id,
        reading || '_combination' as attribute,
        combination as value,
        1 as entry_count
    from {{ ref('int_published_report__combinations') }}

)

select
    postings.source,
    readings.figure_number,
    readings.reading,
    postings.posting_id,
    attributes.value,
    attributes.entry_count
from {{ ref('int_published_report__readings') }} as readings
inner join attributes
    on
        readings.attribute = attributes.attribute
        and (readings.value = attributes.value or readings.measure in ('distinct', 'leading', 'listed'))
inner join {{ ref('int_published_report__postings') }} as postings
    on
        attributes.posting_id = postings.posting_id
        and (readings.population = 'all' or readings.population = postings.labelled_role_type)
        and (readings.reading <> 'text' or postings.is_text_analysed)
left join attributes as denominators
    on
        attributes.posting_id = denominators.posting_id
        and readings.of_attribute = denominators.attribute
        and readings.of_value = denominators.value
where readings.of_attribute is null or readings.measure = 'ratio' or denominators.posting_id is not null
