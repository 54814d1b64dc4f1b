{#
Direct standardisation to the mean mix of two crawls (Fleiss, Levin and Paik, Statistical Methods for Rates and
Proportions, 2003, chapter 19). `stated` has one row per posting that states the field: pair_number, cell, direction (1 in
the later crawl, -1 in the earlier) and company_number. The parts of a query that are made of it:
company_cells (posting_n of a company in a cell), sides (cell_n of a cell, population_n of its crawl, is_common where
both crawls show the cell) and weights (unit_weight, what one posting of a cell adds to the standardised change).
#}
{% macro trend_cells(stated) -%}
company_cells as (

    select
        pair_number,
        cell,
        direction,
        company_number,
        count(*) as posting_n
    from {{ stated }}
    group by pair_number, cell, direction, company_number

),

sides as (

    select
        pair_number,
        cell,
        direction,
        sum(posting_n) as cell_n,
        sum(sum(posting_n)) over (partition by pair_number, direction) as population_n,
        count(*) over (partition by pair_number, cell) = 2 as is_common
    from company_cells
    group by pair_number, cell, direction

),

-- What one posting of a cell adds to the standardised change: both sides of a cell have the cell's mean weight.
weights as (

    select
        *,
        direction * avg(cell_n * 1.0 / common_n) over (partition by pair_number, cell) / cell_n as unit_weight
    from (
        select
            *,
            sum(cell_n) over (partition by pair_number, direction) as common_n
        from sides
        where is_common
    ) as common

)
{%- endmacro %}

{# The pairs of crawls and what is compared of them, numbered; parts of a change are many, and text would take more. #}
{% macro numbered_pairs() -%}
(
            select
                *,
                row_number() over (order by source, snapshot_on, trend_kind) as pair_number
            from {{ ref('fct_trend_basis') }}
        )
{%- endmacro %}

{#
The postings of comparable pairs of crawls that state a field, keyed as `trend_cells` wants it; `joined` are further
joins and `value` is what of them is stated. Role types are compared within countries alone.
#}
{% macro stated_in_pairs(kind, field, value=none, joined='') -%}
select
            basis.pair_number,
            members.country_cell{{ " || ' ' || members.role_type_cell" if kind != 'role_type' }} as cell,
            case members.side when 'after' then 1 else -1 end as direction,
            members.company_number
            {%- if value %},
            {{ value }} as trend_value
            {%- endif %}
        from {{ ref('int_trends__members') }} as members
        inner join {{ numbered_pairs() }} as basis
            on
                members.source = basis.source
                and members.snapshot_on = basis.snapshot_on
                and basis.trend_kind = '{{ kind }}'
                and basis.is_comparable
        {{ joined }}
        where members.{{ field }} is not null
{%- endmacro %}
