-- One row per version with text: the names of one to three words that no skill covers, of its requirements.
-- A mention cuts a run of names in two, a name at the start of a sentence may be any word.
{% set words = ['word', 'word_1', 'word_2'] %}
{% set unlike_words = ['is_unlike_a_word', 'is_unlike_a_word_1', 'is_unlike_a_word_2'] %}
with

versions as (

    select
        version_id,
        snapshot_fingerprint,
        version_text,
        sections
    from {{ ref('stg_ingest__versions') }} as versions
    where has_text and {{ is_not_cached('versions') }}

),

pieces as (

    select
        version_id,
        {{ unnest_with_position('pieces', 'piece', 'piece_position') }}
    from (select version_id, {{ cut_at_names('version_text') }} as pieces from versions)

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

words as (

    select
        version_id,
        piece_position,
        text_before,
        text_after,
        run_start,
        {{ unnest_with_position("string_split(names, ' ')", 'word', 'word_position') }}
    from runs
    where piece_position > 1

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

    {% for count in [1, 2, 3] %}
        select
            version_id,
            start_offset,
            {{ words[:count] | join(" || ' ' || ") }} as term,
            {{ count }} as word_count,
            not begins_sentence and (is_listed or {{ unlike_words[:count] | join(' or ') }})
            {{ 'or is_unlike_a_word' if count == 1 }} as is_name
        from followed
        where {{ words[count - 1] }} is not null
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

asked_for as (

    select
        terms.version_id,
        list(
            {'term': terms.term, 'word_count': terms.word_count, 'start_offset': terms.start_offset}  -- noqa: LT01
            order by terms.start_offset, terms.word_count
        ) as names
    from terms
    inner join versions on terms.version_id = versions.version_id
    where
        terms.is_name
        and length(terms.term) > 2 * terms.word_count - 1
        -- "AI-driven", "US-based": a name with an ordinary word behind its hyphen is none.
        and not regexp_matches(terms.term, '-[a-z]')
        and len(list_filter(
            versions.sections,
            lambda part: part.section in ('requirements', 'nice_to_have', 'responsibilities')  -- noqa: RF01
            and part.start_offset <= terms.start_offset and part.end_offset > terms.start_offset  -- noqa: RF01
        )) > 0
    group by terms.version_id

)

select
    versions.version_id,
    versions.snapshot_fingerprint,
    coalesce(asked_for.names, []) as names
from versions
left join asked_for on versions.version_id = asked_for.version_id
