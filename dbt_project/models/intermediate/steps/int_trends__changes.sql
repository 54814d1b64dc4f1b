-- A company adds `part` to the change and would add `expected` if its postings were as all others of their cells; the
-- error is the root of the squares of what lies between. Few companies state a value and all could, so
-- (part - expected)^2 is added up in its three products, and no company meets the values that it does not state.
with

cells as (

    select * from {{ ref('int_trends__cells') }}

),

stated as (

    select * from {{ ref('int_trends__values') }}

),

counted as (

    select
        pair_number,
        value_number,
        any_value(trend_value) as trend_value,
        cast(sum(case when direction = -1 then value_n else 0 end) as bigint) as before_n,
        cast(sum(case when direction = 1 then value_n else 0 end) as bigint) as after_n
    from stated
    group by pair_number, value_number

),

company_parts as (

    select
        pair_number,
        value_number,
        company_number,
        sum(part) as part
    from stated
    where part is not null
    group by pair_number, value_number, company_number

),

-- What one posting of a cell would add if it were as all others of its cell.
posting_parts as (

    select
        pair_number,
        value_number,
        cell,
        direction,
        sum(posting_part) as part
    from stated
    where part is not null
    group by pair_number, value_number, cell, direction

),

-- How often the postings of two cells are of the same company.
shared_cells as (

    select
        one.pair_number,
        one.cell as one_cell,
        one.direction as one_direction,
        other.cell as other_cell,
        other.direction as other_direction,
        sum(one.posting_n * other.posting_n) as posting_pair_n
    from cells as one
    inner join cells as other on one.pair_number = other.pair_number and one.company_number = other.company_number
    group by one.pair_number, one.cell, one.direction, other.cell, other.direction

),

products as (

    select
        pair_number,
        value_number,
        part,
        part * part as part_square,
        part * part as between_square
    from company_parts
    union all
    select
        company_parts.pair_number,
        company_parts.value_number,
        0.0 as part,
        0.0 as part_square,
        -2 * company_parts.part * cells.posting_n * posting_parts.part as between_square
    from company_parts
    inner join cells
        on company_parts.pair_number = cells.pair_number and company_parts.company_number = cells.company_number
    inner join posting_parts
        on
            cells.pair_number = posting_parts.pair_number
            and cells.cell = posting_parts.cell
            and cells.direction = posting_parts.direction
            and company_parts.value_number = posting_parts.value_number
    union all
    select
        shared_cells.pair_number,
        one.value_number,
        0.0 as part,
        0.0 as part_square,
        shared_cells.posting_pair_n * one.part * other.part as between_square
    from shared_cells
    inner join posting_parts as one
        on
            shared_cells.pair_number = one.pair_number
            and shared_cells.one_cell = one.cell
            and shared_cells.one_direction = one.direction
    inner join posting_parts as other
        on
            shared_cells.pair_number = other.pair_number
            and shared_cells.other_cell = other.cell
            and shared_cells.other_direction = other.direction
            and one.value_number = other.value_number

),

summed as (

    select
        pair_number,
        value_number,
        sum(part) as within_change,
        sum(part_square) as part_square,
        sum(between_square) as between_square
    from products
    group by pair_number, value_number

),

companies as (

    select
        pair_number,
        count(distinct company_number) as company_n
    from cells
    group by pair_number

)

-- Where companies differ by no more than rounding, as where each is alone in its cell, nothing is known of the error.
select
    counted.pair_number,
    counted.value_number,
    counted.trend_value,
    counted.before_n,
    counted.after_n,
    coalesce(summed.within_change, 0) as within_change,
    case
        when summed.between_square > 1e-11 * summed.part_square
            then sqrt(summed.between_square * companies.company_n / (companies.company_n - 1))
    end as within_error
from counted
left join summed on counted.pair_number = summed.pair_number and counted.value_number = summed.value_number
left join companies on counted.pair_number = companies.pair_number
