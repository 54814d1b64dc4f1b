select
    scorecard.label_set,
    scorecard.measured_field,
    scorecard.is_in_sample,
    scorecard.true_count,
    scorecard.found_count,
    scorecard.right_count,
    scorecard.precision_share,
    scorecard.recall_share,
    scorecard.f1,
    scorecard.f1_low,
    scorecard.f1_high,
    scorecard.measured_on,
    scorecard.rules_fingerprint,
    scorecard.rules_fingerprint = build.rules_fingerprint as is_current
from {{ ref('stg_seeds__measured_scores') }} as scorecard
cross join {{ ref('stg_ingest__build') }} as build
