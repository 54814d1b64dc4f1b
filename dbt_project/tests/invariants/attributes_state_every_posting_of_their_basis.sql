-- A kind of attribute with one value has exactly one row for every posting of its basis.
{{ config(meta={'dagster': {'ref': {'name': 'bridge_posting_attribute'}}}) }}
with

populations as (

    select
        'posting' as basis,
        count(*) as population_n
    from {{ ref('fct_posting') }}
    union all
    select
        'text' as basis,
        count(*) as population_n
    from {{ ref('fct_posting') }}
    where is_text_analysed

),

stated as (

    select
        basis,
        attribute_kind,
        count(*) as row_n,
        count(distinct posting_id) as posting_n
    from {{ ref('bridge_posting_attribute') }}
    where
        attribute_kind not in (
            'skill_category', 'skill_group', 'genai_with', 'use_case', 'domain', 'fine_tuning_use'
        )
    group by basis, attribute_kind

)

select
    stated.basis,
    stated.attribute_kind,
    stated.row_n,
    stated.posting_n,
    populations.population_n
from stated
inner join populations on stated.basis = populations.basis
where stated.row_n <> populations.population_n or stated.posting_n <> populations.population_n
