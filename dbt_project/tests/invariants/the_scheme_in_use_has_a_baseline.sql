-- The scheme that role_scheme names has a baseline above 0 in role_signal: without one a text could have no role type.
{{ config(meta={'dagster': {'ref': {'name': 'role_weight'}}}) }}
select
    schemes.field_name,
    schemes.scheme,
    count(weights.scheme) as baseline_count
from {{ ref('stg_seeds__role_schemes') }} as schemes
left join {{ ref('role_weight') }} as weights
    on schemes.scheme = weights.scheme and weights.signal_kind = 'baseline' and weights.weight > 0
group by schemes.field_name, schemes.scheme
having count(weights.scheme) = 0
