-- A kind of trait with one value tells it of every posting of its basis, and of each once.
{{ config(meta={'dagster': {'ref': {'name': 'bridge_posting_trait'}}}) }}
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

told as (

    select
        basis,
        trait_kind,
        count(*) as row_n,
        count(distinct posting_id) as posting_n
    from {{ ref('bridge_posting_trait') }}
    where
        trait_kind not in (
            'skill_category', 'skill_group', 'genai_with', 'use_case', 'domain', 'fine_tuning_use'
        )
    group by basis, trait_kind

)

select
    told.basis,
    told.trait_kind,
    told.row_n,
    told.posting_n,
    populations.population_n
from told
inner join populations on told.basis = populations.basis
where told.row_n <> populations.population_n or told.posting_n <> populations.population_n
