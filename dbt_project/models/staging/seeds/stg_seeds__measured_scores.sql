select
    label_set,
    measured_field,
    is_in_sample,
    true_count,
    found_count,
    right_count,
    precision_share,
    recall_share,
    f1,
    f1_low,
    f1_high,
    measured_on,
    rules_fingerprint
from {{ ref('measured_score') }}
