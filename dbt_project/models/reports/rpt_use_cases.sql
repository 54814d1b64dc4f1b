with

population as (

    select
        source,
        posting_id,
        opening_id,
        company_key
    from {{ ref('fct_posting') }}
    where is_text_analysed

),

analysed as (

    select
        population.source,
        population.posting_id,
        population.opening_id,
        population.company_key,
        topics.topic_kind,
        topics.topic_id,
        topics.topic_name
    from population
    inner join {{ ref('bridge_posting_topic') }} as topics on population.posting_id = topics.posting_id

),

counted as (

    {{ counted_by('analysed', ['topic_kind', 'topic_id', 'topic_name'], 'population') }}

)

select
    counted.source,
    counted.counting_policy,
    counted.topic_kind,
    counted.topic_id,
    counted.topic_name,
    {{ counted_columns('counted') }}
from counted
order by counted.source asc, counted.counting_policy asc, counted.topic_kind asc, counted.n desc, counted.topic_id asc
