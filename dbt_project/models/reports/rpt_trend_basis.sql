select
    source,
    snapshot_on,
    previous_snapshot_on,
    trend_kind,
    population_before_n,
    population_after_n,
    stated_before_share,
    stated_after_share,
    placed_before_share,
    placed_after_share,
    overlap_before_share,
    overlap_after_share,
    is_comparable,
    refusal
from {{ ref('fct_trend_basis') }}
order by source, snapshot_on, trend_kind
