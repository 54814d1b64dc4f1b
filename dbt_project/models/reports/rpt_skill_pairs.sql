-- For each skill: those that are most often requested with it, and those requested with it most beyond chance.
{% set ranks = 8 %}
with

pairs as (

    select
        *,
        odds_ratio(n, population_n - n, with_n - n, total_n - population_n - with_n + n) as odds
    from {{ ref('int_skills__pairs') }}

),

ranked as (

    select
        pairs.*,
        rank() over (
            partition by pairs.source, pairs.counting_policy, pairs.skill_id order by pairs.n desc
        ) as share_rank,
        rank() over (
            partition by pairs.source, pairs.counting_policy, pairs.skill_id order by pairs.odds.low desc
        ) as odds_rank
    from pairs

)

select
    ranked.source,
    ranked.counting_policy,
    ranked.skill_id,
    skills.skill_name,
    ranked.with_skill_id,
    with_skills.skill_name as with_skill_name,
    ranked.n,
    ranked.population_n,
    {{ share_columns('ranked.n', 'ranked.population_n') }},
    {{ clustered_share_columns('ranked.n', 'ranked.population_n', 'ranked.effective_n') }},
    ranked.with_n,
    ranked.total_n,
    cast(ranked.n * 1.0 / ranked.population_n / (ranked.with_n * 1.0 / ranked.total_n) as double) as lift,
    ranked.odds.ratio as odds_ratio,
    ranked.odds.low as odds_ratio_low,
    ranked.odds.high as odds_ratio_high,
    ranked.share_rank,
    ranked.odds_rank
from ranked
inner join {{ ref('dim_skill') }} as skills on ranked.skill_id = skills.skill_id
inner join {{ ref('dim_skill') }} as with_skills on ranked.with_skill_id = with_skills.skill_id
where ranked.share_rank <= {{ ranks }} or ranked.odds_rank <= {{ ranks }}
order by ranked.source, ranked.counting_policy, skills.skill_name, ranked.odds_rank, with_skills.skill_name
