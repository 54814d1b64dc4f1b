-- The change of a share between two crawls, split into what changed within countries and role types and what a changed
-- mix of them makes of it: direct standardisation to the mean mix of the two. A company's postings move together, so
-- the error is reckoned from companies; q is the false-discovery rate over all values of a kind. What is grouped and
-- joined is numbered: every company of a cell meets every value of it, and text would take several times the memory.
{% set least_n, false_discovery_rate = 20, 0.05 %}
{% set cell_columns = ['members.country_cell', 'members.role_type_cell'] %}
{% set kinds = {
    'role_type': 'role_type', 'level': 'level', 'work_mode': 'work_mode', 'pay': 'pay', 'skill': 'version_id',
} %}
with

stated as (

    {% for kind, field in kinds.items() %}
        select
            {{ number_key(['basis.source', 'basis.snapshot_on', 'basis.trend_kind']) }} as pair_key,
            case members.side when 'after' then 1 else -1 end as direction,
            {{ number_key(['members.company_key']) }} as company_key,
            {{ number_key(['members.country_cell'] if kind == 'role_type' else cell_columns) }} as cell,
            {{ "members.version_id" if kind == 'skill' else "cast(null as varchar)" }} as version_id,
            {{ "cast(null as varchar)" if kind == 'skill' else "members." ~ kind }} as stated_value
        from {{ ref('int_trends__members') }} as members
        inner join {{ ref('fct_trend_basis') }} as basis
            on
                members.source = basis.source
                and members.snapshot_on = basis.snapshot_on
                and basis.trend_kind = '{{ kind }}'
                and basis.is_comparable
        where members.{{ field }} is not null
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

{{ trend_cells('stated') }},

populations as (

    select
        pair_key,
        max(case when direction = -1 then population_n end) as population_before_n,
        max(case when direction = 1 then population_n end) as population_after_n
    from sides
    group by pair_key

),

value_names as (

    select distinct
        {{ number_key(['stated_value']) }} as value_key,
        stated_value as trend_value
    from stated
    where stated_value is not null
    union
    select distinct
        {{ number_key(['skill_id']) }} as value_key,
        skill_id as trend_value
    from {{ ref('bridge_version_skill') }}

),

valued as (

    select
        pair_key,
        cell,
        direction,
        company_key,
        {{ number_key(['stated_value']) }} as value_key,
        count(*) as value_n
    from stated
    where stated_value is not null
    group by pair_key, cell, direction, company_key, value_key
    union all
    select
        stated.pair_key,
        stated.cell,
        stated.direction,
        stated.company_key,
        {{ number_key(['skills.skill_id']) }} as value_key,
        count(*) as value_n
    from stated
    inner join {{ ref('bridge_version_skill') }} as skills on stated.version_id = skills.version_id
    group by stated.pair_key, stated.cell, stated.direction, stated.company_key, value_key

),

counted as (

    select
        pair_key,
        value_key,
        sum(case when direction = -1 then value_n else 0 end) as before_n,
        sum(case when direction = 1 then value_n else 0 end) as after_n
    from valued
    group by pair_key, value_key
    having sum(value_n) >= {{ least_n }}

),

cell_values as (

    select
        valued.pair_key,
        valued.value_key,
        valued.cell,
        valued.direction,
        sum(valued.value_n) as value_n
    from valued
    inner join counted
        on valued.pair_key = counted.pair_key and valued.value_key = counted.value_key
    group by valued.pair_key, valued.value_key, valued.cell, valued.direction

),

-- What one posting of a cell would add if it were like all others of its cell.
expected as (

    select
        cell_values.pair_key,
        cell_values.value_key,
        cell_values.cell,
        cell_values.direction,
        weights.unit_weight * cell_values.value_n / weights.cell_n as posting_part
    from cell_values
    inner join weights
        on
            cell_values.pair_key = weights.pair_key
            and cell_values.cell = weights.cell
            and cell_values.direction = weights.direction

),

-- A company adds `stated` to the change and would add `expected` if its postings were like all others of their cells; the
-- error is the root of the squares of what lies between. Few companies tell a value and all could have stated it, so
-- (stated - expected)^2 is added up in its three parts, and no company is held against the values that it does not tell.
company_stated as (

    select
        valued.pair_key,
        valued.value_key,
        valued.company_key,
        sum(valued.value_n * weights.unit_weight) as stated
    from valued
    inner join counted
        on valued.pair_key = counted.pair_key and valued.value_key = counted.value_key
    inner join weights
        on
            valued.pair_key = weights.pair_key
            and valued.cell = weights.cell
            and valued.direction = weights.direction
    group by valued.pair_key, valued.value_key, valued.company_key

),

common_company_cells as (

    select
        company_cells.pair_key,
        company_cells.cell,
        company_cells.direction,
        company_cells.company_key,
        company_cells.posting_n
    from company_cells
    inner join weights
        on
            company_cells.pair_key = weights.pair_key
            and company_cells.cell = weights.cell
            and company_cells.direction = weights.direction

),

companies as (

    select
        pair_key,
        count(distinct company_key) as company_n
    from common_company_cells
    group by pair_key

),

-- How often the postings of two cells are of the same company.
shared_cells as (

    select
        one.pair_key,
        one.cell as one_cell,
        one.direction as one_direction,
        other.cell as other_cell,
        other.direction as other_direction,
        sum(one.posting_n * other.posting_n) as posting_pair_n
    from common_company_cells as one
    inner join common_company_cells as other
        on one.pair_key = other.pair_key and one.company_key = other.company_key
    group by one.pair_key, one.cell, one.direction, other.cell, other.direction

),

-- Of each cell what its companies tell of a value anywhere, as often as they have postings in it.
stated_cells as (

    select
        company_stated.pair_key,
        company_stated.value_key,
        company_cells.cell,
        company_cells.direction,
        sum(company_stated.stated * company_cells.posting_n) as stated_n
    from company_stated
    inner join company_cells
        on company_stated.pair_key = company_cells.pair_key and company_stated.company_key = company_cells.company_key
    group by company_stated.pair_key, company_stated.value_key, company_cells.cell, company_cells.direction

),

squares as (

    select
        pair_key,
        value_key,
        stated * stated as stated_square,
        0.0 as stated_expected,
        0.0 as expected_square
    from company_stated
    union all
    select
        stated_cells.pair_key,
        stated_cells.value_key,
        0.0 as stated_square,
        stated_cells.stated_n * expected.posting_part as stated_expected,
        0.0 as expected_square
    from stated_cells
    inner join expected
        on
            stated_cells.pair_key = expected.pair_key
            and stated_cells.value_key = expected.value_key
            and stated_cells.cell = expected.cell
            and stated_cells.direction = expected.direction
    union all
    select
        shared_cells.pair_key,
        one.value_key,
        0.0 as stated_square,
        0.0 as stated_expected,
        shared_cells.posting_pair_n * one.posting_part * other.posting_part as expected_square
    from shared_cells
    inner join expected as one
        on
            shared_cells.pair_key = one.pair_key
            and shared_cells.one_cell = one.cell
            and shared_cells.one_direction = one.direction
    inner join expected as other
        on
            shared_cells.pair_key = other.pair_key
            and shared_cells.other_cell = other.cell
            and shared_cells.other_direction = other.direction
            and one.value_key = other.value_key

),

-- Where companies differ by no more than rounding, as where each is alone in its cell, nothing is known of the error.
errors as (

    select
        squared.pair_key,
        squared.value_key,
        case
            when squared.between_square > 1e-11 * squared.stated_square
                then sqrt(squared.between_square * companies.company_n / (companies.company_n - 1))
        end as within_error
    from (
        select
            pair_key,
            value_key,
            sum(stated_square) as stated_square,
            sum(stated_square) - 2 * sum(stated_expected) + sum(expected_square) as between_square
        from squares
        group by pair_key, value_key
    ) as squared
    inner join companies on squared.pair_key = companies.pair_key

),

standardised as (

    select
        expected.pair_key,
        expected.value_key,
        sum(expected.posting_part * weights.cell_n) as within_change
    from expected
    inner join weights
        on
            expected.pair_key = weights.pair_key
            and expected.cell = weights.cell
            and expected.direction = weights.direction
    group by expected.pair_key, expected.value_key

),

compared as (

    select
        counted.pair_key,
        counted.value_key,
        counted.before_n,
        counted.after_n,
        populations.population_before_n,
        populations.population_after_n,
        counted.before_n * 1.0 / populations.population_before_n as before_share,
        counted.after_n * 1.0 / populations.population_after_n as after_share,
        coalesce(standardised.within_change, 0) as within_change,
        errors.within_error,
        {{ two_sided_p('coalesce(standardised.within_change, 0)', 'errors.within_error') }} as p_value
    from counted
    inner join populations
        on counted.pair_key = populations.pair_key
    left join standardised
        on counted.pair_key = standardised.pair_key and counted.value_key = standardised.value_key
    left join errors
        on counted.pair_key = errors.pair_key and counted.value_key = errors.value_key

),

adjusted as (

    {{ with_q_values('compared', ['pair_key']) }}

)

select
    basis.source,
    basis.snapshot_on,
    basis.previous_snapshot_on,
    basis.trend_kind,
    value_names.trend_value,
    cast(adjusted.before_n as bigint) as before_n,
    cast(adjusted.population_before_n as bigint) as population_before_n,
    cast(adjusted.after_n as bigint) as after_n,
    cast(adjusted.population_after_n as bigint) as population_after_n,
    cast(adjusted.before_share as double) as before_share,
    cast(adjusted.after_share as double) as after_share,
    cast(adjusted.after_share - adjusted.before_share as double) as raw_change,
    cast(adjusted.after_share - adjusted.before_share - adjusted.within_change as double) as mix_change,
    cast(adjusted.within_change as double) as within_change,
    cast(adjusted.within_error as double) as within_error,
    cast(adjusted.within_change - 1.959964 * adjusted.within_error as double) as within_low,
    cast(adjusted.within_change + 1.959964 * adjusted.within_error as double) as within_high,
    cast(adjusted.q_value as double) as q_value,
    coalesce(adjusted.q_value <= {{ false_discovery_rate }}, false) as is_mover
from adjusted
inner join {{ ref('fct_trend_basis') }} as basis
    on adjusted.pair_key = {{ number_key(['basis.source', 'basis.snapshot_on', 'basis.trend_kind']) }}
inner join value_names on adjusted.value_key = value_names.value_key
