-- Groups and cells are numbered: postings times what they are grouped by are many, and text would take several times
-- the memory.
with

grouped as (

    select
        posting_id,
        {{ number_key(['attribute_kind', 'attribute_value']) }} as dimension_number,
        case
            when basis = 'text' then 'text'
            when attribute_kind in ('country', 'level') then attribute_kind
            else 'posting'
        end as comparison
    from {{ ref('bridge_posting_attribute') }}
    where
        (
            basis = 'text'
            and attribute_kind in ('role_type', 'years_asked', 'is_customer_facing', 'is_management', 'is_research')
        )
        or (basis = 'posting' and attribute_kind in ('level', 'country', 'work_mode', 'company_size'))
    union all
    select
        posting_id,
        {{ number_key(["'skill'", 'skill_id']) }} as dimension_number,
        'text' as comparison
    from {{ ref('bridge_posting_skill') }}

)

select
    postings.source,
    grouped.dimension_number,
    postings.group_level,
    {{ number_key(['postings.source', 'grouped.dimension_number', 'postings.group_level']) }} as group_number,
    {{ number_key(['postings.posting_id']) }} as posting_number,
    postings.cell_number,
    postings.company_number,
    postings.pay_usd
from {{ ref('int_pay__postings') }} as postings
inner join grouped
    on postings.posting_id = grouped.posting_id and postings.comparison = grouped.comparison
