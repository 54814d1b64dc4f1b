-- Pay is the middle of the stated range, in US dollars a year. What a group pays beside the other postings is reckoned
-- within cells of one level and country, so that seniors in New York are held against seniors in the United States:
-- the logarithm of pay is compared in each cell and the cells are weighed by what they tell (a regression on the group
-- with a constant for each cell). Its error counts companies, whose postings pay alike; of fewer than ten companies it
-- would come out too small, and there is no difference to tell. What is grouped and joined is numbered: postings times
-- what they are distinguished by are many, and text would take several times the memory.
{% set least_n = 10 %}
{% set least_companies = 10 %}
with

named as (

    select
        posting_id,
        attribute_kind as pay_dimension,
        attribute_value as dimension_value,
        attribute_value as dimension_name,
        basis
    from {{ ref('bridge_posting_attribute') }}
    where
        (
            basis = 'text'
            and attribute_kind in ('role_type', 'years_asked', 'is_customer_facing', 'is_management', 'is_research')
        )
        or (basis = 'posting' and attribute_kind in ('level', 'country', 'work_mode', 'company_size'))
    union all
    select
        bridge.posting_id,
        'skill' as pay_dimension,
        skills.skill_id as dimension_value,
        skills.skill_name as dimension_name,
        'text' as basis
    from {{ ref('bridge_posting_skill') }} as bridge
    inner join {{ ref('dim_skill') }} as skills on bridge.skill_id = skills.skill_id

),

attribute_names as (

    select distinct
        {{ number_key(['pay_dimension', 'dimension_value']) }} as attribute_number,
        pay_dimension,
        dimension_value,
        dimension_name,
        basis
    from named

),

attributes as (

    select
        posting_id,
        {{ number_key(['pay_dimension', 'dimension_value']) }} as attribute_number,
        basis,
        case when pay_dimension in ('country', 'level') then pay_dimension else 'other' end as cell_kind
    from named

),

postings as (

    select
        postings.source,
        postings.posting_id,
        {{ number_key(['coalesce(postings.company_key, postings.posting_id)']) }} as company_key,
        postings.is_text_analysed,
        postings.level,
        {{ number_key(['postings.level']) }} as country_cell,
        {{ number_key(["coalesce(locations.country, 'unstated')"]) }} as level_cell,
        {{ number_key(['postings.level', "coalesce(locations.country, 'unstated')"]) }} as other_cell,
        {{ pay_middle_usd('postings') }} as pay_usd
    from {{ ref('fct_posting') }} as postings
    left join {{ ref('dim_location') }} as locations on postings.location_key = locations.location_key

),

-- Each posting stands twice: among those of its level, and among those of any.
leveled as (

    select
        postings.*,
        'any' as group_level
    from postings
    union all
    select
        postings.*,
        level as group_level
    from postings

),

members as (

    select
        leveled.source,
        leveled.group_level,
        leveled.company_key,
        leveled.pay_usd,
        attributes.attribute_number,
        attributes.basis,
        attributes.cell_kind,
        case attributes.cell_kind
            when 'country' then leveled.country_cell
            when 'level' then leveled.level_cell
            else leveled.other_cell
        end as cell
    from leveled
    inner join attributes on leveled.posting_id = attributes.posting_id
    where
        (attributes.basis = 'posting' or leveled.is_text_analysed)
        and (attributes.cell_kind <> 'level' or leveled.group_level = 'any')

),

-- Of each group and company the postings and those that state pay: the group's counts, and what they weigh.
companies as (

    select
        source,
        attribute_number,
        group_level,
        company_key,
        count(*) as company_posting_n,
        count(pay_usd) as company_pay_n
    from members
    group by source, attribute_number, group_level, company_key

),

populations as (

    select
        source,
        attribute_number,
        group_level,
        cast(sum(company_pay_n) as bigint) as n,
        cast(sum(company_posting_n) as bigint) as population_n,
        cast(sum(case when company_pay_n > 0 then 1 else 0 end) as bigint) as company_n,
        {{ effective_n_of_companies('company_pay_n', 'company_posting_n') }} as effective_n
    from companies
    group by source, attribute_number, group_level
    having sum(company_pay_n) >= {{ least_n }}

),

paid as (

    select members.*
    from members
    inner join populations
        on
            members.source = populations.source
            and members.attribute_number = populations.attribute_number
            and members.group_level = populations.group_level
    where members.pay_usd is not null

),

quarters as (

    select
        source,
        attribute_number,
        group_level,
        percentile_cont(0.25) within group (order by pay_usd) as pay_quarter_usd,
        percentile_cont(0.5) within group (order by pay_usd) as pay_median_usd,
        percentile_cont(0.75) within group (order by pay_usd) as pay_three_quarters_usd,
        {{ median_interval('pay_usd', 'company_key') }} as pay_median_interval
    from paid
    group by source, attribute_number, group_level

),

grouped as (

    select
        populations.*,
        quarters.pay_quarter_usd,
        quarters.pay_median_usd,
        quarters.pay_three_quarters_usd,
        quarters.pay_median_interval
    from populations
    inner join quarters
        on
            populations.source = quarters.source
            and populations.attribute_number = quarters.attribute_number
            and populations.group_level = quarters.group_level

),

-- Every posting with pay that the group is held against, by the cells of the three ways to make them.
compared as (

    {% for cell_kind in ['country', 'level', 'other'] %}
        {% for basis in ['posting', 'text'] %}
            select
                source,
                group_level,
                company_key,
                '{{ cell_kind }}' as cell_kind,
                '{{ basis }}' as basis,
                {{ cell_kind }}_cell as cell,
                ln(pay_usd) as log_pay
            from leveled
            where pay_usd > 0 {{ 'and is_text_analysed' if basis == 'text' }}
            {{ 'union all' if not loop.last }}
        {% endfor %}
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

cell_companies as (

    select
        *,
        sum(company_n) over whole as cell_n,
        sum(company_pay) over whole / sum(company_n) over whole as cell_mean
    from (
        select
            {{ number_key(['source', 'group_level', 'cell_kind', 'basis', 'cell']) }} as cell_key,
            company_key,
            count(*) as company_n,
            sum(log_pay) as company_pay
        from compared
        group by cell_key, company_key
    ) as counted
    window whole as (partition by cell_key)

),

-- The group's own part of each company in each cell; groups and cells are numbered, as they meet every company of them.
group_companies as (

    select
        {{ number_key(['source', 'attribute_number', 'group_level']) }} as group_key,
        {{ number_key(['source', 'group_level', 'cell_kind', 'basis', 'cell']) }} as cell_key,
        company_key,
        count(*) as group_n,
        sum(ln(pay_usd)) as group_pay
    from paid
    where pay_usd > 0
    group by group_key, cell_key, company_key

),

group_cells as (

    select
        group_key,
        cell_key,
        sum(group_n) as group_cell_n
    from group_companies
    group by group_key, cell_key

),

-- x is 1 in the group and 0 beside it, less its mean in the cell; y the logarithm of pay, less its mean in the cell.
sums as (

    select
        group_cells.group_key,
        cell_companies.company_key,
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
            group_cells.cell_key = cell_companies.cell_key
            and group_cells.group_cell_n < cell_companies.cell_n
    left join group_companies
        on
            group_cells.group_key = group_companies.group_key
            and group_cells.cell_key = group_companies.cell_key
            and cell_companies.company_key = group_companies.company_key
    group by group_cells.group_key, cell_companies.company_key

),

fitted as (

    select
        group_key,
        cast(sum(beside_n) as bigint) as beside_n,
        count(*) as compared_company_n,
        sum(xy) / nullif(sum(xx), 0) as slope,
        sum(xx) as xx,
        sum(xy * xy) as xy_squares,
        sum(xy * xx) as xy_xx,
        sum(xx * xx) as xx_squares
    from sums
    group by group_key
    having sum(beside_n) >= {{ least_n }}

),

-- The squares of what the slope leaves of each company, added up; where companies differ by no more than rounding,
-- nothing is known of the error.
differences as (

    select
        group_key,
        beside_n,
        compared_company_n,
        slope,
        case
            when xy_squares - 2 * slope * xy_xx + slope * slope * xx_squares > 1e-11 * xy_squares
                then
                    sqrt(
                        (xy_squares - 2 * slope * xy_xx + slope * slope * xx_squares)
                        * compared_company_n / nullif(compared_company_n - 1, 0)
                    ) / nullif(xx, 0)
        end as slope_error
    from fitted

),

tested as (

    select
        grouped.*,
        attribute_names.pay_dimension,
        attribute_names.dimension_value,
        attribute_names.dimension_name,
        differences.beside_n,
        differences.slope,
        differences.slope_error,
        {{ t_quantile('differences.compared_company_n - 1') }} * differences.slope_error as margin,
        {{ two_sided_t('differences.slope', 'differences.slope_error', 'differences.compared_company_n - 1') }}
            as p_value
    from grouped
    inner join attribute_names on grouped.attribute_number = attribute_names.attribute_number
    left join differences
        on
            grouped.company_n >= {{ least_companies }}
            and {{ number_key(['grouped.source', 'grouped.attribute_number', 'grouped.group_level']) }}
            = differences.group_key

),

judged as (

    {{ with_q_values('tested', ['source', 'group_level', 'pay_dimension']) }}

)

select
    judged.source,
    judged.pay_dimension,
    judged.dimension_value,
    judged.dimension_name,
    judged.group_level,
    judged.n,
    judged.population_n,
    {{ share_columns('judged.n', 'judged.population_n') }},
    {{ clustered_share_columns('judged.n', 'judged.population_n', 'judged.effective_n') }},
    judged.company_n,
    cast(judged.pay_quarter_usd as double) as pay_quarter_usd,
    cast(judged.pay_median_usd as double) as pay_median_usd,
    {{ interval_columns('judged.pay_median_interval', 'pay_median_usd') }},
    cast(judged.pay_three_quarters_usd as double) as pay_three_quarters_usd,
    coalesce(judged.beside_n, 0) as beside_n,
    cast(exp(judged.slope) - 1 as double) as difference_share,
    cast(exp(judged.slope - judged.margin) - 1 as double) as difference_share_low,
    cast(exp(judged.slope + judged.margin) - 1 as double) as difference_share_high,
    cast(judged.p_value as double) as p_value,
    cast(judged.q_value as double) as q_value,
    coalesce(judged.q_value < 0.05, false) as is_significant
from judged
order by
    judged.source asc, judged.pay_dimension asc, judged.group_level asc, judged.n desc, judged.dimension_value asc
