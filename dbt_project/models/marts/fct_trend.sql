-- The change of a share between two crawls, split into what changed within countries and role types and what a changed
-- mix of them makes of it: direct standardisation to the mean mix of the two. q is the false-discovery rate over all
-- values of a kind.
{% set false_discovery_rate = 0.05 %}
with

value_names as (

    {% for field in ['role_type', 'level', 'work_mode', 'pay'] %}
        select distinct
            {{ number_key([field]) }} as value_key,
            {{ field }} as trend_value
        from {{ ref('int_trends__members') }}
        where {{ field }} is not null
        union
    {% endfor %}
    select distinct
        {{ number_key(['skill_id']) }} as value_key,
        skill_id as trend_value
    from {{ ref('bridge_version_skill') }}

),

compared as (

    select
        basis.source,
        basis.snapshot_on,
        basis.previous_snapshot_on,
        basis.trend_kind,
        value_names.trend_value,
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
    inner join {{ ref('fct_trend_basis') }} as basis
        on changes.pair_key = {{ number_key(['basis.source', 'basis.snapshot_on', 'basis.trend_kind']) }}
    inner join value_names on changes.value_key = value_names.value_key

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
