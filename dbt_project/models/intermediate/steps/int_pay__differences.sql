-- A regression of the logarithm of pay on membership of the group, with a constant for each cell. Its error counts
-- companies, whose postings have similar pay (`clustered_ratio`).
{% set least_n = 10 %}
with

groups as (

    select group_number
    from {{ ref('int_pay__members') }}
    group by group_number
    having count(pay_usd) >= {{ least_n }}

),

-- The group's own part of each company in each cell.
group_companies as (

    select
        members.group_number,
        members.cell_number,
        members.company_number,
        count(*) as group_n,
        sum(ln(members.pay_usd)) as group_pay
    from {{ ref('int_pay__members') }} as members
    inner join groups on members.group_number = groups.group_number
    where members.pay_usd > 0
    group by members.group_number, members.cell_number, members.company_number

),

group_cells as (

    select
        group_number,
        cell_number,
        sum(group_n) as group_cell_n
    from group_companies
    group by group_number, cell_number

),

-- All that the group is compared with, itself among it.
cell_companies as (

    select
        *,
        sum(company_n) over whole as cell_n,
        sum(company_pay) over whole / sum(company_n) over whole as cell_mean
    from (
        select
            cell_number,
            company_number,
            count(*) as company_n,
            sum(ln(pay_usd)) as company_pay
        from {{ ref('int_pay__postings') }}
        where pay_usd > 0
        group by cell_number, company_number
    ) as counted
    window whole as (partition by cell_number)

),

-- x is 1 in the group and 0 outside it, less its mean in the cell; y the logarithm of pay, less its mean in the cell.
sums as (

    select
        group_cells.group_number,
        cell_companies.company_number,
        sum(
            coalesce(group_companies.group_pay - group_companies.group_n * cell_companies.cell_mean, 0)
            - group_cells.group_cell_n / cell_companies.cell_n
            * (cell_companies.company_pay - cell_companies.company_n * cell_companies.cell_mean)
        ) as xy,
        sum(
            coalesce(group_companies.group_n, 0) * (1 - 2 * group_cells.group_cell_n / cell_companies.cell_n)
            + cell_companies.company_n * power(group_cells.group_cell_n / cell_companies.cell_n, 2)
        ) as xx,
        sum(cell_companies.company_n - coalesce(group_companies.group_n, 0)) as beside_n
    from group_cells
    inner join cell_companies
        on
            group_cells.cell_number = cell_companies.cell_number
            and group_cells.group_cell_n < cell_companies.cell_n
    left join group_companies
        on
            group_cells.group_number = group_companies.group_number
            and group_cells.cell_number = group_companies.cell_number
            and cell_companies.company_number = group_companies.company_number
    group by group_cells.group_number, cell_companies.company_number

)

select
    group_number,
    cast(sum(beside_n) as bigint) as beside_n,
    clustered_ratio(count(*), sum(xy), sum(xx), sum(xy * xy), sum(xy * xx), sum(xx * xx)) as log_difference
from sums
group by group_number
having sum(beside_n) >= {{ least_n }}
