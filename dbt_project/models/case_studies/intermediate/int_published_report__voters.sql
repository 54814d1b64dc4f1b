-- How many postings, and entries of them, each company has in each kind of population that a figure is told of.
with

kinds as (

    select distinct
        reading = 'text' as needs_text,
        population,
        of_trait,
        of_value
    from {{ ref('int_published_report__readings') }}

)

select
    postings.source,
    kinds.needs_text,
    kinds.population,
    coalesce(kinds.of_trait, '') as of_trait,
    coalesce(kinds.of_value, '') as of_value,
    postings.voter_key,
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
group by
    postings.source, kinds.needs_text, kinds.population, kinds.of_trait, kinds.of_value, postings.voter_key
