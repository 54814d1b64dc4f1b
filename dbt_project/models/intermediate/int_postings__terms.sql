-- Names of one to three words that no skill covers, in the sections that state requirements; ordinary words are none.
with

postings as (

    select
        resolved.posting_id,
        resolved.version_id,
        resolved.company_key,
        ' ' || coalesce(companies.company_base_name, '') || ' ' as own_company
    from {{ ref('int_postings__resolved') }} as resolved
    left join {{ ref('int_companies__members') }} as companies on resolved.company_key = companies.company_key
    where resolved.is_text_analysed and resolved.is_canonical

),

named as (

    select
        postings.*,
        unnest(versions.names) as name
    from postings
    inner join {{ ref('int_versions__names') }} as versions on postings.version_id = versions.version_id

),

asked_for as (

    select
        named.*,
        named.name.term,
        named.name.word_count,
        named.name.start_offset
    from named
    where named.own_company not like '%' || lower(named.name.term) || '%'

),

counted as (

    select
        term,
        lower(term) as term_folded,
        max(word_count) as word_count,
        count(*) as sighting_count
    from asked_for
    group by term
    having count(distinct company_key) >= 3

),

term_words as (

    select
        term,
        unnest(string_split(term_folded, ' ') || string_split(replace(term_folded, '-', ' '), ' ')) as word
    from counted

),

stopped as (

    select distinct term_words.term
    from term_words
    inner join {{ ref('stg_seeds__term_stops') }} as stops on term_words.word = stops.word

),

ordinary as (

    select
        word,
        count(*) as lower_case_count
    from (
        select unnest({{ lower_case_words('versions.version_text') }}) as word
        from postings
        inner join {{ ref('stg_ingest__versions') }} as versions on postings.version_id = versions.version_id
    ) as spoken
    group by word

),

-- What the rules know under any meaning: a spelling that its context rule rejects here is matched elsewhere.
known as (

    select lower(matched_text) as term_folded from {{ ref('stg_ingest__mentions') }}
    union
    select lower(skill_name) as term_folded from {{ ref('stg_seeds__skills') }}
    union
    select alias as term_folded from {{ ref('stg_seeds__countries') }}
    union
    select lower(city) as term_folded from {{ ref('int_postings__locations') }}
    union
    select lower(region) as term_folded from {{ ref('int_postings__locations') }}

),

emerging as (

    select counted.term
    from counted
    left join known on counted.term_folded = known.term_folded
    left join stopped on counted.term = stopped.term
    left join ordinary on counted.term_folded = ordinary.word
    where
        known.term_folded is null
        and stopped.term is null
        and coalesce(ordinary.lower_case_count, 0) < counted.sighting_count

)

select
    asked_for.posting_id,
    asked_for.version_id,
    asked_for.term,
    min(asked_for.start_offset) as start_offset,
    cast(min(asked_for.start_offset) + length(asked_for.term) as bigint) as end_offset
from asked_for
inner join emerging on asked_for.term = emerging.term
group by asked_for.posting_id, asked_for.version_id, asked_for.term
