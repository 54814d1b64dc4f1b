select
    source,
    snapshot_on,
    previous_snapshot_on,
    before_n,
    after_n,
    company_n,
    pay_before_usd,
    pay_after_usd,
    raw_difference_share,
    mix_difference_share,
    within_difference_share,
    within_difference_share_low,
    within_difference_share_high,
    q_value,
    is_mover
from {{ ref('fct_pay_trend') }}
order by source, snapshot_on
