{#
Direct standardisation to the mean mix of two crawls (Fleiss, Levin and Paik, Statistical Methods for Rates and
Proportions, 2003, chapter 19). `stated` has one row per posting that tells something: pair_key, cell, direction (1 in
the later crawl, -1 in the earlier) and company_key. The parts of a query that are made of it:
company_cells (posting_n of a company in a cell), sides (cell_n of a cell, population_n of its crawl, is_common where
both crawls show the cell) and weights (unit_weight, what one posting of a cell adds to the standardised change).
#}
{% macro trend_cells(stated) -%}
company_cells as (

    select
        pair_key,
        cell,
        direction,
        company_key,
        count(*) as posting_n
    from {{ stated }}
    group by pair_key, cell, direction, company_key

),

sides as (

    select
        pair_key,
        cell,
        direction,
        sum(posting_n) as cell_n,
        sum(sum(posting_n)) over (partition by pair_key, direction) as population_n,
        count(*) over (partition by pair_key, cell) = 2 as is_common
    from company_cells
    group by pair_key, cell, direction

),

-- What one posting of a cell adds to the standardised change: both sides of a cell have the cell's mean weight.
weights as (

    select
        *,
        direction * avg(cell_n * 1.0 / common_n) over (partition by pair_key, cell) / cell_n as unit_weight
    from (
        select
            *,
            sum(cell_n) over (partition by pair_key, direction) as common_n
        from sides
        where is_common
    ) as common

)
{%- endmacro %}
