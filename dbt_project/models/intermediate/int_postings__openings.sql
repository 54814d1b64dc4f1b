-- One row per posting: the opening it belongs to. Postings of one text variant are one opening, and so are those of all
-- text_variants that links lead to from it; the opening is named after the posting that was seen first.
{% set rounds = 8 %}
with

postings as (

    select
        posting_id,
        text_variant_id,
        first_seen_on
    from {{ ref('int_postings__text_variants') }}

),

-- Text variants in the order in which they were first seen: the least number that can be reached names the opening.
numbered as (

    select
        text_variant_id,
        row_number() over (order by min(first_seen_on), min(posting_id)) as text_variant_number
    from postings
    group by text_variant_id

),

links as (

    select
        earlier.text_variant_number as left_number,
        later.text_variant_number as right_number
    from {{ ref('int_text_variants__links') }} as links
    inner join numbered as earlier on links.earlier_text_variant_id = earlier.text_variant_id
    inner join numbered as later on links.text_variant_id = later.text_variant_id

),

both_ways as (

    select
        left_number,
        right_number
    from links
    union all
    select
        right_number,
        left_number
    from links

),

reached_0 as (

    select distinct
        left_number as text_variant_number,
        left_number as least_number
    from both_ways

),

-- Each round takes the least number of the neighbours, and then the least number that this one has reached: chains
-- of five hundred links are followed to their end.
{% for number in range(rounds) %}
    neighbour_{{ number + 1 }} as (

        select
            reached.text_variant_number,
            least(min(reached.least_number), min(neighbours.least_number)) as least_number
        from reached_{{ number }} as reached
        inner join both_ways on reached.text_variant_number = both_ways.left_number
        inner join reached_{{ number }} as neighbours on both_ways.right_number = neighbours.text_variant_number
        group by reached.text_variant_number

    ),

    reached_{{ number + 1 }} as (

        select
            own.text_variant_number,
            least(own.least_number, further.least_number) as least_number
        from neighbour_{{ number + 1 }} as own
        inner join neighbour_{{ number + 1 }} as further on own.least_number = further.text_variant_number

    ),

{% endfor %}
grouped as (

    select
        postings.posting_id,
        postings.first_seen_on,
        coalesce(reached.least_number, numbered.text_variant_number) as opening_number
    from postings
    inner join numbered on postings.text_variant_id = numbered.text_variant_id
    left join reached_{{ rounds }} as reached on numbered.text_variant_number = reached.text_variant_number

)

select
    posting_id,
    md5(first_value(posting_id) over in_opening) as opening_id,
    row_number() over in_opening = 1 as is_canonical,
    cast(count(*) over (partition by opening_number) as bigint) as opening_posting_count
from grouped
window in_opening as (partition by opening_number order by first_seen_on, posting_id)
