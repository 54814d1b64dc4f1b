-- The postings behind each figure and reading: those of its population and denominator that have what it counts.
with

traits as (

    select
        posting_id,
        trait,
        value,
        entry_count
    from {{ ref('int_published_report__traits') }}
    union all
    select
        posting_id,
        reading || '_combination' as trait,
        combination as value,
        1 as entry_count
    from {{ ref('int_published_report__combinations') }}

)

select
    postings.source,
    readings.figure_number,
    readings.reading,
    postings.posting_id,
    traits.value,
    traits.entry_count
from {{ ref('int_published_report__readings') }} as readings
inner join traits
    on
        readings.trait = traits.trait
        and (readings.value = traits.value or readings.measure in ('distinct', 'leading', 'listed'))
inner join {{ ref('int_published_report__postings') }} as postings
    on
        traits.posting_id = postings.posting_id
        and (readings.population = 'all' or readings.population = postings.labelled_role_type)
        and (readings.reading <> 'text' or postings.is_text_analysed)
left join traits as denominators
    on
        traits.posting_id = denominators.posting_id
        and readings.of_trait = denominators.trait
        and readings.of_value = denominators.value
where readings.of_trait is null or readings.measure = 'ratio' or denominators.posting_id is not null
