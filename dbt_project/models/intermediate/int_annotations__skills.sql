-- A label names the skills whose spellings stand in it as whole words; of overlapping spellings the longest counts.
-- Joined run of words by run of words: every alias against every label would be seventeen million comparisons.
{% set longest_alias = 6 %}
with

labels as (

    select
        annotation_id,
        posting_id,
        {{ unnest_with_position('skills', 'label', 'label_position') }}
    from {{ ref('stg_ingest__annotations') }}

),

spelled as (

    select distinct
        label.skill as label_words,
        string_split({{ words_alone('label.skill') }}, ' ') as words
    from labels

),

aliases as (

    select distinct
        {{ words_alone('alias') }} as alias_words,
        match,
        skill_id
    from {{ ref('stg_seeds__skill_aliases') }}

),

starts as (

    select
        label_words,
        words,
        unnest(range(1, len(words) + 1)) as start_position
    from spelled

),

lengths as (

    select unnest(range(1, {{ longest_alias + 1 }})) as word_count

),

runs as (

    select
        starts.label_words,
        starts.start_position,
        lengths.word_count,
        array_to_string(
            list_slice(starts.words, starts.start_position, starts.start_position + lengths.word_count - 1), ' '
        ) as run_words
    from starts
    inner join lengths on starts.start_position + lengths.word_count - 1 <= len(starts.words)

),

named as (

    select distinct
        runs.label_words,
        runs.start_position,
        runs.start_position + runs.word_count as end_position,
        aliases.skill_id
    from runs
    inner join aliases
        on
            lower(runs.run_words) = lower(aliases.alias_words)
            and (aliases.match = 'any_case' or runs.run_words = aliases.alias_words)

),

outermost as (

    select distinct
        named.label_words,
        named.skill_id
    from named
    where not exists (
        select 1
        from named as longer
        where
            longer.label_words = named.label_words
            and longer.start_position <= named.start_position
            and longer.end_position >= named.end_position
            and longer.end_position - longer.start_position > named.end_position - named.start_position
    )

)

select
    labels.annotation_id,
    labels.posting_id,
    cast(labels.label_position as bigint) as label_position,
    labels.label.skill as label_words,
    outermost.skill_id
from labels
inner join outermost on labels.label.skill = outermost.label_words
