-- One row per posting: the opening it belongs to. Postings of one wording are one opening, and so are those of all
-- wordings that links lead to from it; the opening is named after the posting that was seen first.
{% set rounds = 8 %}
with

postings as (

    select
        posting_id,
        wording_id,
        first_seen_on
    from {{ ref('int_postings__wordings') }}

),

-- Wordings in the order in which they were first seen: the least number that can be reached names the opening.
numbered as (

    select
        wording_id,
        row_number() over (order by min(first_seen_on), min(posting_id)) as wording_number
    from postings
    group by wording_id

),

links as (

    select
        earlier.wording_number as left_number,
        later.wording_number as right_number
    from {{ ref('int_wordings__links') }} as links
    inner join numbered as earlier on links.earlier_wording_id = earlier.wording_id
    inner join numbered as later on links.wording_id = later.wording_id

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
        left_number as wording_number,
        left_number as least_number
    from both_ways

),

-- Each round takes the least number of the neighbours, and then the least number that this one has reached: chains
-- of five hundred links are followed to their end.
{% for number in range(rounds) %}
    neighbour_{{ number + 1 }} as (

        select
            reached.wording_number,
            least(min(reached.least_number), min(neighbours.least_number)) as least_number
        from reached_{{ number }} as reached
        inner join both_ways on reached.wording_number = both_ways.left_number
        inner join reached_{{ number }} as neighbours on both_ways.right_number = neighbours.wording_number
        group by reached.wording_number

    ),

    reached_{{ number + 1 }} as (

        select
            own.wording_number,
            least(own.least_number, further.least_number) as least_number
        from neighbour_{{ number + 1 }} as own
        inner join neighbour_{{ number + 1 }} as further on own.least_number = further.wording_number

    ),

{% endfor %}
grouped as (

    select
        postings.posting_id,
        postings.first_seen_on,
        coalesce(reached.least_number, numbered.wording_number) as opening_number
    from postings
    inner join numbered on postings.wording_id = numbered.wording_id
    left join reached_{{ rounds }} as reached on numbered.wording_number = reached.wording_number

)

select
    posting_id,
    md5(first_value(posting_id) over in_opening) as opening_id,
    row_number() over in_opening = 1 as is_canonical,
    cast(count(*) over (partition by opening_number) as bigint) as opening_posting_count
from grouped
window in_opening as (partition by opening_number order by first_seen_on, posting_id)
