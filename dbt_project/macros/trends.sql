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

{#
The postings of comparable pairs of crawls that state a field, keyed as `trend_cells` wants it; `joined` are further
joins and `value` is what of them is stated. Role types are compared within countries alone.
#}
{% macro stated_in_pairs(kind, field, value=none, joined='') -%}
select
            {{ number_key(['basis.source', 'basis.snapshot_on', 'basis.trend_kind']) }} as pair_key,
            {{ number_key(['members.country_cell'] + ([] if kind == 'role_type' else ['members.role_type_cell'])) }}
                as cell,
            case members.side when 'after' then 1 else -1 end as direction,
            {{ number_key(['members.company_key']) }} as company_key
            {%- if value %},
            {{ number_key([value]) }} as value_key
            {%- endif %}
        from {{ ref('int_trends__members') }} as members
        inner join {{ ref('fct_trend_basis') }} as basis
            on
                members.source = basis.source
                and members.snapshot_on = basis.snapshot_on
                and basis.trend_kind = '{{ kind }}'
                and basis.is_comparable
        {{ joined }}
        where members.{{ field }} is not null
{%- endmacro %}
