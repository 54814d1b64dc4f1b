-- Which lists of words a posting's labels and duties answer to; of a list's buckets the first that is found.
{% set containing = {'attribute': 'value', 'of_attribute': 'of_value'} %}
with

haystacks as (

    select * from {{ ref('int_published_report__searched_words') }}

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
    {% for attribute, value in containing.items() %}
        union all
        select distinct
            {{ attribute }} as attribute,
            {{ value }} as value,
            1 as value_rank,
            'labels' as haystack,
            'contains' as match,
            {{ value }} as needle
        from {{ ref('int_published_report__readings') }}
        where {{ attribute }} = 'containing'
    {% endfor %}

),

matched as (

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
    from matched

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
