select
    trends.source,
    trends.snapshot_on,
    trends.previous_snapshot_on,
    trends.trend_kind,
    trends.trend_value,
    coalesce(skills.skill_name, trends.trend_value) as trend_name,
    trends.before_n,
    trends.population_before_n,
    trends.after_n,
    trends.population_after_n,
    trends.before_share,
    trends.after_share,
    trends.raw_change,
    trends.mix_change,
    trends.within_change,
    trends.within_low,
    trends.within_high,
    trends.q_value,
    trends.is_mover
from {{ ref('fct_trend') }} as trends
left join {{ ref('dim_skill') }} as skills
    on trends.trend_kind = 'skill' and trends.trend_value = skills.skill_id
order by
    trends.source asc,
    trends.snapshot_on asc,
    trends.trend_kind asc,
    trends.is_mover desc,
    abs(trends.within_change) desc,
    trends.trend_value asc
