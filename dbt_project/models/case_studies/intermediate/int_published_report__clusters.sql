-- How many postings, and entries of them, each company has in each kind of population that a figure is reported.
with

kinds as (

    select distinct
        reading = 'text' as needs_text,
        population,
        of_attribute,
        of_value
    from {{ ref('int_published_report__readings') }}

)

select
    postings.source,
    kinds.needs_text,
    kinds.population,
    coalesce(kinds.of_attribute, '') as of_attribute,
    coalesce(kinds.of_value, '') as of_value,
    postings.cluster_key,
    count(*) as posting_count,
    sum(coalesce(attributes.entry_count, 1)) as entry_count
from kinds
inner join {{ ref('int_published_report__postings') }} as postings
    on
        (kinds.population = 'all' or kinds.population = postings.labelled_role_type)
        and (postings.is_text_analysed or not kinds.needs_text)
left join {{ ref('int_published_report__attributes') }} as attributes
    on
        postings.posting_id = attributes.posting_id
        and kinds.of_attribute = attributes.attribute
        and kinds.of_value = attributes.value
where kinds.of_attribute is null or attributes.posting_id is not null
group by
    postings.source, kinds.needs_text, kinds.population, kinds.of_attribute, kinds.of_value, postings.cluster_key
