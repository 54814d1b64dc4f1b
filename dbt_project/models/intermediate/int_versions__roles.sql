-- One row per version with text: the role type whose signals weigh most, and by how much.
-- A signal counts once per version, however often it stands there.
with

versions as (

    select version_id from {{ ref('stg_ingest__versions') }}
    where has_text

),

signals as (

    select * from {{ ref('stg_seeds__role_signals') }}
    where scheme = 'ai-engineering'

),

mentions as (

    select distinct
        version_id,
        case kind when 'skill' then 'skill' else 'phrase' end as signal_kind,
        canonical_id as signal_id,
        case section when 'title' then 'title' else 'body' end as placement
    from {{ ref('stg_ingest__mentions') }}
    where
        kind in ('skill', 'role_signal')
        and strength in ('required', 'preferred', 'mentioned')

),

hits as (

    select distinct
        mentions.version_id,
        signals.signal_kind,
        signals.signal_id,
        signals.placement,
        signals.role_type,
        signals.weight
    from mentions
    inner join versions on mentions.version_id = versions.version_id
    inner join signals
        on
            mentions.signal_kind = signals.signal_kind
            and mentions.signal_id = signals.signal_id
            and signals.placement in ('any', mentions.placement)

),

-- The weight that any role type must reach before a posting is more than 'other'.
baselines as (

    select
        versions.version_id,
        signals.role_type,
        signals.weight
    from versions
    cross join signals
    where signals.signal_kind = 'baseline'

),

scores as (

    select
        version_id,
        role_type,
        sum(weight) as score
    from (
        select
            version_id,
            role_type,
            weight
        from hits
        union all
        select
            version_id,
            role_type,
            weight
        from baselines
    ) as weighed
    group by version_id, role_type

),

ranked as (

    select
        version_id,
        role_type,
        score,
        row_number() over (partition by version_id order by score desc, role_type asc) as score_rank,
        sum(greatest(score, 0)) over (partition by version_id) as total_score
    from scores

)

select
    version_id,
    role_type,
    score as role_score,
    case when total_score > 0 then score / total_score end as role_confidence
from ranked
where score_rank = 1
