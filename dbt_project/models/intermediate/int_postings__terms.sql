-- Names of one to three words that no skill covers, where a posting says what it asks for. A mention cuts a run of
-- names in two, a name at the start of a sentence may be any word, a word mostly written in lower case is none.
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

versions as (

    select
        postings.posting_id,
        versions.version_id,
        versions.version_text,
        versions.sections
    from postings
    inner join {{ ref('stg_ingest__versions') }} as versions on postings.version_id = versions.version_id

),

cut as (

    select
        version_id,
        {{ cut_at_names('version_text') }} as pieces
    from versions

),

pieces as (

    select
        version_id,
        {{ unnest_with_position('pieces', 'piece', 'piece_position') }}
    from cut

),

runs as (

    select
        version_id,
        piece_position,
        split_part(piece, chr(2), 1) as names,
        left(split_part(piece, chr(2), 2), 5) as text_after,
        right(lag(piece) over (partition by version_id order by piece_position), 6) as text_before,
        coalesce(sum(length(piece) - case when piece_position > 1 then 1 else 0 end) over (
            partition by version_id order by piece_position
            rows between unbounded preceding and 1 preceding
        ), 0) as run_start
    from pieces

),

listed as (

    select
        version_id,
        piece_position,
        text_before,
        text_after,
        run_start,
        string_split(names, ' ') as words
    from runs
    where piece_position > 1

),

words as (

    select
        version_id,
        piece_position,
        text_before,
        text_after,
        run_start,
        {{ unnest_with_position('words', 'word', 'word_position') }}
    from listed

),

placed as (

    select
        *,
        cast(run_start + coalesce(sum(length(word) + 1) over (
            partition by version_id, piece_position order by word_position
            rows between unbounded preceding and 1 preceding
        ), 0) as bigint) as start_offset
    from words

),

-- A word is covered when a mention that begins before the word's end ends after its start.
spots as (

    select
        version_id,
        piece_position,
        word_position,
        start_offset,
        start_offset + length(word) - 1 as spot,
        cast(null as bigint) as mention_end
    from placed
    union all
    select
        mentions.version_id,
        null as piece_position,
        null as word_position,
        mentions.start_offset,
        mentions.start_offset as spot,
        mentions.end_offset as mention_end
    from {{ ref('stg_ingest__mentions') }} as mentions
    inner join versions on mentions.version_id = versions.version_id
    where mentions.kind = 'skill'

),

covers as (

    select
        *,
        coalesce(max(mention_end) over (
            partition by version_id order by spot
            range between unbounded preceding and current row
        ), 0) as covered_until
    from spots

),

uncovered as (

    select
        placed.version_id,
        placed.piece_position,
        placed.word_position,
        placed.word,
        placed.start_offset,
        placed.text_after,
        placed.text_before,
        not regexp_full_match(placed.word, '[A-Z][a-z]+') as is_unlike_a_word,
        regexp_matches(placed.text_before, '(^|[\n.!?•·*–—-])[^a-zA-Z0-9]*$') as begins_sentence,
        placed.word_position - row_number() over (
            partition by placed.version_id, placed.piece_position order by placed.word_position
        ) as stretch
    from placed
    inner join covers
        on
            placed.version_id = covers.version_id
            and placed.piece_position = covers.piece_position
            and placed.word_position = covers.word_position
    where covers.covered_until <= placed.start_offset

),

followed as (

    select
        *,
        {% for step in [1, 2] %}
            lead(word, {{ step }}) over (
                partition by version_id, piece_position, stretch order by word_position
            ) as word_{{ step }},
            lead(is_unlike_a_word, {{ step }}) over (
                partition by version_id, piece_position, stretch order by word_position
            ) as is_unlike_a_word_{{ step }},
        {% endfor %}
        regexp_matches(text_before, '(, |[(/]| and | or |like |as |with |using |and |or )$')
        or regexp_matches(text_after, '^(,|[)]|/| and| or)') as is_listed
    from uncovered

),

terms as (

    select
        version_id,
        start_offset,
        word as term,
        1 as word_count,
        is_unlike_a_word or (is_listed and not begins_sentence) as is_name
    from followed
    union all
    select
        version_id,
        start_offset,
        word || ' ' || word_1 as term,
        2 as word_count,
        not begins_sentence and (is_listed or is_unlike_a_word or is_unlike_a_word_1) as is_name
    from followed
    where word_1 is not null
    union all
    select
        version_id,
        start_offset,
        word || ' ' || word_1 || ' ' || word_2 as term,
        3 as word_count,
        not begins_sentence and (is_listed or is_unlike_a_word or is_unlike_a_word_1 or is_unlike_a_word_2) as is_name
    from followed
    where word_2 is not null

),

asked_for as (

    select
        postings.posting_id,
        postings.company_key,
        terms.version_id,
        terms.term,
        terms.word_count,
        terms.start_offset
    from terms
    inner join versions on terms.version_id = versions.version_id
    inner join postings on versions.posting_id = postings.posting_id
    where
        terms.is_name
        and length(terms.term) > 2 * terms.word_count - 1
        -- "AI-driven", "US-based": a name with an ordinary word behind its hyphen is none.
        and not regexp_matches(terms.term, '-[a-z]')
        and postings.own_company not like '%' || lower(terms.term) || '%'
        and len(list_filter(
            versions.sections,
            lambda part: part.section in ('requirements', 'nice_to_have', 'responsibilities')  -- noqa: RF01
            and part.start_offset <= terms.start_offset and part.end_offset > terms.start_offset  -- noqa: RF01
        )) > 0

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
        unnest(string_split(replace(term_folded, '-', ' '), ' ')) as word
    from counted
    union all
    select
        term,
        unnest(string_split(term_folded, ' ')) as word
    from counted

),

stopped as (

    select distinct term_words.term
    from term_words
    inner join {{ ref('stg_seeds__term_stops') }} as stops on term_words.word = stops.word

),

spoken as (

    select unnest({{ lower_case_words('version_text') }}) as word
    from versions

),

ordinary as (

    select
        word,
        count(*) as lower_case_count
    from spoken
    group by word

),

-- What the rules know under any meaning: a spelling that its guard refuses here is matched elsewhere.
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
