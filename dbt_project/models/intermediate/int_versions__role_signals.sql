-- One row per version with text and signal of the scheme in use that hit, with the first words that did.
-- A signal counts once per version, however often it stands there; every version has the baseline.
with

versions as (

    select version_id from {{ ref('stg_ingest__versions') }}
    where has_text

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
        version_id,
        case kind when 'skill' then 'skill' else 'phrase' end as signal_kind,
        canonical_id as signal_id,
        case section when 'title' then 'title' else 'body' end as placement,
        matched_text,
        start_offset,
        end_offset,
        rule_id
    from {{ ref('stg_ingest__mentions') }}
    where
        kind in ('skill', 'role_signal')
        and strength in ('required', 'preferred', 'mentioned')

),

hits as (

    select
        mentions.version_id,
        signals.signal_kind,
        signals.signal_id,
        signals.placement,
        signals.role_type,
        signals.weight,
        mentions.matched_text,
        mentions.start_offset,
        mentions.end_offset,
        mentions.rule_id,
        row_number() over (
            partition by
                mentions.version_id, signals.signal_kind, signals.signal_id, signals.placement, signals.role_type
            order by mentions.start_offset, mentions.end_offset, mentions.rule_id
        ) as hit_number,
        count(*) over (
            partition by
                mentions.version_id, signals.signal_kind, signals.signal_id, signals.placement, signals.role_type
        ) as hit_count
    from mentions
    inner join versions on mentions.version_id = versions.version_id
    inner join signals
        on
            mentions.signal_kind = signals.signal_kind
            and mentions.signal_id = signals.signal_id
            and signals.placement in ('any', mentions.placement)

)

select
    version_id,
    signal_kind,
    signal_id,
    placement,
    role_type,
    weight,
    matched_text,
    start_offset,
    end_offset,
    rule_id,
    hit_count
from hits
where hit_number = 1
union all
-- The weight that any role type must reach before a posting is more than 'other'.
select
    versions.version_id,
    signals.signal_kind,
    signals.signal_id,
    signals.placement,
    signals.role_type,
    signals.weight,
    null as matched_text,
    null as start_offset,
    null as end_offset,
    null as rule_id,
    0 as hit_count
from versions
cross join signals
where signals.signal_kind = 'baseline'
