select
    postings.posting_id,
    signals.role_type,
    signals.signal_kind,
    signals.signal_id,
    signals.placement,
    signals.weight,
    signals.version_id,
    cast(signals.match_count as bigint) as match_count,
    signals.matched_text,
    signals.start_offset,
    signals.end_offset,
    signals.rule_id
from {{ ref('fct_posting') }} as postings
inner join {{ ref('int_versions__role_signals') }} as signals on postings.version_id = signals.version_id
where postings.is_text_analysed
