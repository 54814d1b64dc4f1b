with

population as (

    select
        source,
        cast(count(*) as bigint) as population_n
    from {{ ref('fct_posting') }}
    where is_text_analysed and is_canonical
    group by source

),

counted as (

    select
        postings.source,
        terms.term,
        cast(count(distinct postings.posting_id) as bigint) as posting_count,
        cast(count(distinct postings.company_key) as bigint) as company_count,
        min(postings.posting_id) as example_posting_id
    from {{ ref('posting_term') }} as terms
    inner join {{ ref('fct_posting') }} as postings on terms.posting_id = postings.posting_id
    group by postings.source, terms.term

)

select
    counted.source,
    counted.term,
    counted.posting_count,
    counted.company_count,
    population.population_n,
    {{ share_columns('counted.posting_count', 'population.population_n') }},
    counted.example_posting_id,
    examples.start_offset as example_start_offset,
    examples.end_offset as example_end_offset,
    replace(
        substr(versions.version_text, cast(greatest(examples.start_offset - 39, 1) as bigint), 90), chr(10), ' '
    ) as example_words,
    cast(rank() over (
        partition by counted.source order by counted.company_count desc, counted.posting_count desc
    ) as bigint) as rank
from counted
inner join population on counted.source = population.source
inner join {{ ref('posting_term') }} as examples
    on counted.example_posting_id = examples.posting_id and counted.term = examples.term
inner join {{ ref('posting_version') }} as versions on examples.version_id = versions.version_id
order by counted.source, rank, counted.term
