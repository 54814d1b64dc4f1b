-- Which lists of words a posting's labels and duties answer to; of a list's buckets the first that is found.
with

postings as (

    select
        posting_id,
        coalesce(labelled_title, '') as title,
        duty_words,
        use_case_words,
        use_cases,
        labelled_skills
    from {{ ref('int_published_report__postings') }}

),

labels as (

    select
        posting_id,
        {{ unnest_with_position('labelled_skills', 'label', 'label_position') }}
    from postings

),

use_cases as (

    select
        posting_id,
        {{ unnest_with_position('use_cases', 'use_case', 'use_case_position') }}
    from postings

),

haystacks as (

    select
        labels.posting_id,
        'labels' as haystack,
        labels.label_position as unit_number,
        lower(labels.label.skill) as words
    from labels
    union all
    select
        labels.posting_id,
        'labels/' || labels.label.category as haystack,
        labels.label_position as unit_number,
        lower(labels.label.skill) as words
    from labels
    union all
    select
        posting_id,
        'use_case' as haystack,
        use_case_position as unit_number,
        lower(use_case) as words
    from use_cases
    union all
    select
        posting_id,
        'title' as haystack,
        1 as unit_number,
        lower(title) as words
    from postings
    union all
    select
        posting_id,
        'duties' as haystack,
        1 as unit_number,
        duty_words as words
    from postings
    union all
    select
        posting_id,
        'folded_duties' as haystack,
        1 as unit_number,
        lower(duty_words) as words
    from postings
    union all
    select
        posting_id,
        'use_cases' as haystack,
        1 as unit_number,
        use_case_words as words
    from postings
    union all
    select
        posting_id,
        'words' as haystack,
        1 as unit_number,
        lower(title || ' ' || duty_words || ' ' || use_case_words) as words
    from postings

),

terms as (

    select
        attribute,
        value,
        value_rank,
        haystack,
        match,
        needle
    from {{ ref('stg_published_report__terms') }}
    union all
    select distinct
        attribute,
        value,
        1 as value_rank,
        'labels' as haystack,
        'contains' as match,
        value as needle
    from {{ ref('int_published_report__readings') }}
    where attribute = 'containing'
    union all
    select distinct
        of_attribute as attribute,
        of_value as value,
        1 as value_rank,
        'labels' as haystack,
        'contains' as match,
        of_value as needle
    from {{ ref('int_published_report__readings') }}
    where of_attribute = 'containing'

),

found as (

    select
        haystacks.posting_id,
        terms.attribute,
        terms.value,
        terms.value_rank,
        terms.needle,
        case when terms.haystack = 'use_case' then haystacks.unit_number else 0 end as unit_number
    from haystacks
    inner join terms
        on
            haystacks.haystack = terms.haystack
            and case
                when terms.match = 'contains' then contains(haystacks.words, terms.needle)
                else regexp_matches(haystacks.words, terms.needle)
            end

),

ranked as (

    select
        posting_id,
        attribute,
        value,
        unit_number,
        needle,
        case
            when attribute in ('term', 'containing') then 1
            else dense_rank() over (partition by posting_id, attribute, unit_number order by value_rank)
        end as preference
    from found

)

select
    posting_id,
    attribute,
    value,
    cast(count(distinct unit_number) as bigint) as entry_count,
    cast(count(distinct needle) as bigint) as term_count
from ranked
where preference = 1
group by posting_id, attribute, value
