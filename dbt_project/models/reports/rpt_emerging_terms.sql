with

population as (

    select
        source,
        posting_id,
        opening_id,
        company_key
    from {{ ref('fct_posting') }}
    where is_text_analysed and is_canonical

),

named as (

    select
        population.*,
        terms.term
    from {{ ref('posting_term') }} as terms
    inner join population on terms.posting_id = population.posting_id

),

counted as (

    {{ counted_by('named', ['term'], 'population', policies=['postings']) }}

),

examples as (

    select
        source,
        term,
        cast(count(distinct company_key) as bigint) as company_count,
        min(posting_id) as example_posting_id
    from named
    group by source, term

)

select
    counted.source,
    counted.term,
    counted.n as posting_count,
    examples.company_count,
    counted.population_n,
    {{ share_columns('counted.n', 'counted.population_n') }},
    {{ clustered_share_columns('counted.n', 'counted.population_n', 'counted.effective_n') }},
    examples.example_posting_id,
    terms.start_offset as example_start_offset,
    terms.end_offset as example_end_offset,
    replace(
        substr(versions.version_text, cast(greatest(terms.start_offset - 39, 1) as bigint), 90), chr(10), ' '
    ) as example_words,
    cast(rank() over (
        partition by counted.source order by examples.company_count desc, counted.n desc
    ) as bigint) as rank
from counted
inner join examples on counted.source = examples.source and counted.term = examples.term
inner join {{ ref('posting_term') }} as terms
    on examples.example_posting_id = terms.posting_id and counted.term = terms.term
inner join {{ ref('posting_version') }} as versions on terms.version_id = versions.version_id
order by counted.source, rank, counted.term
