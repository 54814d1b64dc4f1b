-- One row per version with text and signal of the scheme in use that matched, with the first matching words.
-- A signal counts once per version, however often it stands there; the share of a skill category counts by how
-- large it is; every version has the baseline. Sentences about the company give no signal.
{% set signal = ['signal_kind', 'signal_id', 'placement', 'role_type'] %}
{% set evidence = ['matched_text', 'start_offset', 'end_offset', 'rule_id'] %}
with

versions as (

    select
        version_id,
        snapshot_fingerprint
    from {{ ref('stg_ingest__versions') }} as versions
    where has_text and {{ is_not_cached('versions') }}

),

signals as (

    select
        role_signals.signal_kind,
        role_signals.signal_id,
        role_signals.placement,
        role_signals.role_type,
        role_signals.weight
    from {{ ref('stg_seeds__role_signals') }} as role_signals
    inner join {{ ref('stg_seeds__role_schemes') }} as role_schemes
        on role_signals.scheme = role_schemes.scheme
    where role_schemes.field_name = 'role_type'

),

mentions as (

    select
        mentions.version_id,
        case mentions.kind when 'skill' then 'skill' else 'phrase' end as signal_kind,
        mentions.canonical_id as signal_id,
        skills.category,
        case mentions.section when 'title' then 'title' else 'body' end as placement,
        mentions.matched_text,
        mentions.start_offset,
        mentions.end_offset,
        mentions.rule_id
    from {{ ref('stg_ingest__mentions') }} as mentions
    inner join versions on mentions.version_id = versions.version_id
    left join {{ ref('stg_seeds__skills') }} as skills
        on mentions.kind = 'skill' and mentions.canonical_id = skills.skill_id
    where
        mentions.kind in ('skill', 'role_signal')
        and mentions.strength in ('required', 'preferred', 'mentioned')
        and {{ is_about_the_work('mentions.section') }}

),

direct_signals as (

    select
        mentions.version_id,
        {% for column in signal %}
            signals.{{ column }},
        {% endfor %}
        signals.weight,
        {% for column in evidence %}
            mentions.{{ column }},
        {% endfor %}
        count(*) over of_signal as match_count
    from mentions
    inner join signals
        on
            mentions.signal_kind = signals.signal_kind
            and mentions.signal_id = signals.signal_id
            and signals.placement in ('any', mentions.placement)
    window of_signal as (partition by mentions.version_id, signals.{{ signal | join(', signals.') }})
    qualify row_number() over (
        of_signal order by mentions.start_offset, mentions.end_offset, mentions.rule_id
    ) = 1

),

skill_mentions as (

    select
        *,
        count(*) over (partition by version_id, category) as category_count,
        count(*) over (partition by version_id) as skill_count
    from mentions
    where signal_kind = 'skill' and placement = 'body'
    qualify row_number() over (
        partition by version_id, category order by start_offset, end_offset, rule_id
    ) = 1

),

shares as (

    select
        skill_mentions.version_id,
        {% for column in signal %}
            signals.{{ column }},
        {% endfor %}
        -- Whole points, in proportion to the share; five without a category are added, as few mentions prove little.
        round(signals.weight * skill_mentions.category_count / (skill_mentions.skill_count + 5)) as weight,
        {% for column in evidence %}
            skill_mentions.{{ column }},
        {% endfor %}
        skill_mentions.category_count as match_count
    from skill_mentions
    inner join signals
        on signals.signal_kind = 'skill_share' and skill_mentions.category = signals.signal_id

),

-- The weight that any role type must reach before a posting is more than 'other'.
baselines as (

    select
        versions.version_id,
        {% for column in signal %}
            signals.{{ column }},
        {% endfor %}
        signals.weight,
        {% for column in evidence %}
            null as {{ column }},
        {% endfor %}
        0 as match_count
    from versions
    cross join signals
    where signals.signal_kind = 'baseline'

),

signals_and_shares as (

    select * from direct_signals
    union all
    select * from shares
    where weight <> 0
    union all
    select * from baselines

)

select
    signals_and_shares.version_id,
    versions.snapshot_fingerprint,
    {% for column in signal %}
        signals_and_shares.{{ column }},
    {% endfor %}
    signals_and_shares.weight,
    {% for column in evidence %}
        signals_and_shares.{{ column }},
    {% endfor %}
    signals_and_shares.match_count
from signals_and_shares
inner join versions on signals_and_shares.version_id = versions.version_id
