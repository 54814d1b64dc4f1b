-- One row per text variant with enough text to be compared with others: its title's words and the runs of its words.
-- A few equal words prove nothing.
{% set min_words = 30 %}
with

text_variants as (

    select
        *,
        row_number() over (order by first_seen_on, posting_id) as text_variant_number
    from {{ ref('int_postings__text_variants') }}
    where text_variant_rank = 1 and version_id is not null

),

place_words as (

    select distinct place_word
    from (
        select
            unnest(
                string_split(lower(concat_ws(' ', places.city, places.region, countries.alias)), ' ')
            ) as place_word
        from {{ ref('int_postings__locations') }} as places
        left join {{ ref('stg_seeds__countries') }} as countries on places.country = countries.country
    ) as words
    where length(place_word) > 2 or place_word in ('uk', 'us', 'eu')

),

split_titles as (

    select
        text_variant_number,
        {{ unnest_with_position("string_split(" ~ plain_words('title') ~ ", ' ')", 'title_word', 'word_position') }}
    from text_variants

),

-- "Engineer, Search - Porto" names what "Engineer, Search (Remote)" does: places and ways of working are left out.
title_words as (

    select
        split_titles.text_variant_number,
        string_agg(split_titles.title_word, ' ' order by split_titles.word_position) as title_words
    from split_titles
    left join place_words on split_titles.title_word = place_words.place_word
    where place_words.place_word is null and split_titles.title_word not in ('remote', 'hybrid', 'onsite')
    group by split_titles.text_variant_number

)

select
    text_variants.text_variant_number,
    text_variants.text_variant_id,
    text_variants.company_base_name,
    text_variants.title_marks,
    {{ role_base_name('text_variants.title') }} as role_name,
    coalesce(title_words.title_words, '') as title_words,
    words.shingles,
    words.signature
from text_variants
inner join {{ ref('int_versions__words') }} as words on text_variants.version_id = words.version_id
left join title_words on text_variants.text_variant_number = title_words.text_variant_number
where words.word_count >= {{ min_words }}
