-- Numbered, since postings times what they are grouped by are many, and text would take several times the memory.
with

dimensions as (

    select distinct
        attribute_kind as pay_dimension,
        attribute_value as dimension_value,
        attribute_value as dimension_name
    from {{ ref('bridge_posting_attribute') }}
    union all
    select
        'skill' as pay_dimension,
        skill_id as dimension_value,
        skill_name as dimension_name
    from {{ ref('dim_skill') }}

)

select
    row_number() over (order by pay_dimension, dimension_value) as dimension_number,
    pay_dimension,
    dimension_value,
    dimension_name
from dimensions
