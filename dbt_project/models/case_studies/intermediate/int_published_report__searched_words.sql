-- Labels are searched all together and each category alone.
{% set of_posting = {
    'title': 'lower(title)',
    'duties': 'duty_words',
    'folded_duties': 'lower(duty_words)',
    'use_cases': 'use_case_words',
    'words': "lower(title || ' ' || duty_words || ' ' || use_case_words)",
} %}
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

)

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
{% for haystack, words in of_posting.items() %}
    union all
    select
        posting_id,
        '{{ haystack }}' as haystack,
        1 as unit_number,
        {{ words }} as words
    from postings
{% endfor %}
