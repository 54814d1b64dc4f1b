-- Amounts of pay are many, so they are distinguished as the same and another.
with

pairs as (

    select
        source,
        field_name,
        is_same,
        chosen_record_type,
        case when field_name = 'pay' then 'an amount' else document_value end as document_value,
        case
            when field_name <> 'pay' then text_value
            when is_same then 'the same'
            else 'another amount'
        end as text_value
    from {{ ref('posting_field_pair') }}

),

populations as (

    select
        source,
        field_name,
        cast(count(*) as bigint) as population_n
    from pairs
    group by source, field_name

),

counted as (

    select
        source,
        field_name,
        document_value,
        text_value,
        is_same,
        cast(count(*) as bigint) as n,
        cast(sum(case when chosen_record_type = 'text' then 1 else 0 end) as bigint) as text_chosen_n
    from pairs
    group by source, field_name, document_value, text_value, is_same

)

select
    counted.source,
    counted.field_name,
    counted.document_value,
    counted.text_value,
    counted.is_same,
    counted.n,
    populations.population_n,
    {{ share_columns('counted.n', 'populations.population_n') }},
    counted.text_chosen_n
from counted
inner join populations on counted.source = populations.source and counted.field_name = populations.field_name
order by
    counted.source asc, counted.field_name asc, counted.n desc, counted.document_value asc, counted.text_value asc
