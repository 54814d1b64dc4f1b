-- One row per version with text and role type of the scheme in use: the weights of its signals added up.
-- The highest score is the version's role type; where two are equal, the first by name.
with

signals as (

    select * from {{ ref('int_versions__role_signals') }}

),

role_types as (

    select distinct role_signals.role_type
    from {{ ref('stg_seeds__role_signals') }} as role_signals
    inner join {{ ref('stg_seeds__role_schemes') }} as role_schemes
        on role_signals.scheme = role_schemes.scheme
    where role_schemes.field_name = 'role_type'

),

versions as (

    select distinct version_id from signals

),

scores as (

    select
        versions.version_id,
        role_types.role_type,
        coalesce(sum(signals.weight), 0) as role_score,
        count(signals.signal_id) as signal_count
    from versions
    cross join role_types
    left join signals
        on
            versions.version_id = signals.version_id
            and role_types.role_type = signals.role_type
    group by versions.version_id, role_types.role_type

),

ranked as (

    select
        *,
        row_number() over (partition by version_id order by role_score desc, role_type asc) as role_rank,
        sum(greatest(role_score, 0)) over (partition by version_id) as total_score
    from scores

),

leaders as (

    select
        version_id,
        max(case when role_rank = 1 then role_score end) as first_score,
        max(case when role_rank = 2 then role_score end) as second_score
    from ranked
    group by version_id

)

select
    ranked.version_id,
    ranked.role_type,
    ranked.role_score,
    ranked.role_rank,
    ranked.role_score
    - case when ranked.role_rank = 1 then coalesce(leaders.second_score, 0) else leaders.first_score end as role_margin,
    ranked.signal_count,
    case when ranked.total_score > 0 then greatest(ranked.role_score, 0) / ranked.total_score end as role_confidence
from ranked
inner join leaders on ranked.version_id = leaders.version_id
