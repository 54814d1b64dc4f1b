-- A group is a dimension's value in a source at a level, numbered like the dimensions (`int_pay__dimensions`).
with

grouped as (

    select
        attributes.posting_id,
        dimensions.dimension_number,
        case
            when attributes.basis = 'text' then 'text'
            when attributes.attribute_kind in ('country', 'level') then attributes.attribute_kind
            else 'posting'
        end as comparison
    from {{ ref('bridge_posting_attribute') }} as attributes
    inner join {{ ref('int_pay__dimensions') }} as dimensions
        on
            attributes.attribute_kind = dimensions.pay_dimension
            and attributes.attribute_value = dimensions.dimension_value
    where
        (
            attributes.basis = 'text'
            and attributes.attribute_kind in (
                'role_type', 'years_asked', 'is_customer_facing', 'is_management', 'is_research'
            )
        )
        or (
            attributes.basis = 'posting'
            and attributes.attribute_kind in ('level', 'country', 'work_mode', 'company_size')
        )
    union all
    select
        bridge.posting_id,
        dimensions.dimension_number,
        'text' as comparison
    from {{ ref('bridge_posting_skill') }} as bridge
    inner join {{ ref('int_pay__dimensions') }} as dimensions
        on dimensions.pay_dimension = 'skill' and bridge.skill_id = dimensions.dimension_value

),

strata as (

    select
        source,
        group_level,
        row_number() over (order by source, group_level) as stratum_number,
        count(*) over () as strata_n
    from {{ ref('int_pay__postings') }}
    group by source, group_level

)

select
    postings.source,
    grouped.dimension_number,
    postings.group_level,
    grouped.dimension_number * strata.strata_n + strata.stratum_number as group_number,
    postings.posting_number,
    postings.cell_number,
    postings.company_number,
    postings.pay_usd
from {{ ref('int_pay__postings') }} as postings
inner join grouped
    on postings.posting_id = grouped.posting_id and postings.comparison = grouped.comparison
inner join strata
    on postings.source = strata.source and postings.group_level = strata.group_level
