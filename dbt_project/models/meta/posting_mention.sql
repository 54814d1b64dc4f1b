select
    version_id,
    posting_id,
    kind,
    canonical_id,
    matched_text,
    start_offset,
    end_offset,
    section,
    strength,
    rule_id,
    context_rule_id,
    value_min,
    value_max,
    value_currency,
    value_unit
from {{ ref('stg_ingest__mentions') }}
