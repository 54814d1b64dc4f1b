-- A posting has a combination when every clause is met: one of its attributes is there, or none of them where unwanted.
with

clauses as (

    select
        combinations.combination,
        combinations.reading,
        combinations.clause,
        combinations.is_wanted,
        postings.posting_id,
        count(attributes.posting_id) > 0 as is_found
    from {{ ref('stg_published_report__combinations') }} as combinations
    cross join {{ ref('int_published_report__postings') }} as postings
    left join {{ ref('int_published_report__attributes') }} as attributes
        on
            postings.posting_id = attributes.posting_id
            and combinations.attribute = attributes.attribute
            and combinations.value = attributes.value
    group by
        combinations.combination, combinations.reading, combinations.clause, combinations.is_wanted,
        postings.posting_id

)

select
    reading,
    combination,
    posting_id
from clauses
group by reading, combination, posting_id
having sum(case when is_found = is_wanted then 0 else 1 end) = 0
