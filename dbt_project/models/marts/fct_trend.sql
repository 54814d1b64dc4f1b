-- The change of a share between two crawls, split into what changed within countries and role types and what a changed
-- mix of them makes of it: direct standardisation to the mean mix of the two. q is the false-discovery rate over all
-- values of a kind.
{% set false_discovery_rate = 0.05 %}
with

compared as (

    select
        basis.source,
        basis.snapshot_on,
        basis.previous_snapshot_on,
        basis.trend_kind,
        changes.trend_value,
        changes.before_n,
        basis.population_before_n,
        changes.after_n,
        basis.population_after_n,
        changes.before_n * 1.0 / basis.population_before_n as before_share,
        changes.after_n * 1.0 / basis.population_after_n as after_share,
        changes.within_change,
        changes.within_error,
        normal_test(changes.within_change, changes.within_error) as within_test
    from {{ ref('int_trends__changes') }} as changes
    inner join {{ numbered_pairs() }} as basis on changes.pair_number = basis.pair_number

),

adjusted as (

    {{ with_q_values('compared', ['source', 'snapshot_on', 'trend_kind'], 'within_test.p_value') }}

)

select
    adjusted.source,
    adjusted.snapshot_on,
    adjusted.previous_snapshot_on,
    adjusted.trend_kind,
    adjusted.trend_value,
    adjusted.before_n,
    adjusted.population_before_n,
    adjusted.after_n,
    adjusted.population_after_n,
    cast(adjusted.before_share as double) as before_share,
    cast(adjusted.after_share as double) as after_share,
    cast(adjusted.after_share - adjusted.before_share as double) as raw_change,
    cast(adjusted.after_share - adjusted.before_share - adjusted.within_change as double) as mix_change,
    adjusted.within_change,
    adjusted.within_error,
    adjusted.within_test.low as within_low,
    adjusted.within_test.high as within_high,
    adjusted.q_value,
    coalesce(adjusted.q_value <= {{ false_discovery_rate }}, false) as is_mover
from adjusted
