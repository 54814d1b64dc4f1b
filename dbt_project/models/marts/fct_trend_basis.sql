-- Two crawls are compared where both state the field, for a similar share of the postings they show, and over
-- overlapping populations. All reasons against it are given. An amount of pay may be stated less often than the other
-- fields, as it is compared among those that state it, but not much more often in one of the two crawls.
{% set least_overlap, least_placed, least_postings = 0.8, 0.6, 30 %}
{% set kinds = {
    'role_type': {'field': 'version_id'},
    'level': {'field': 'level'},
    'work_mode': {'field': 'work_mode'},
    'pay': {'field': 'pay'},
    'pay_amount': {'field': 'pay_usd', 'least_stated': 0.2, 'most_stated_change': 0.1},
    'skill': {'field': 'version_id'},
} %}
with

stated as (

    {% for kind, rule in kinds.items() %}
        select
            source,
            snapshot_on,
            previous_snapshot_on,
            '{{ kind }}' as trend_kind,
            side,
            {{ "country_cell" if kind == 'role_type' else "country_cell || ' ' || role_type_cell" }} as cell,
            {{ rule.least_stated | default(0.6) }} as least_stated,
            {{ rule.most_stated_change | default(0.2) }} as most_stated_change,
            count(*) as shown_n,
            count({{ rule.field }}) as stated_n,
            sum(case when is_country_stated then 1 else 0 end) as placed_n
        from {{ ref('int_trends__members') }}
        group by source, snapshot_on, previous_snapshot_on, side, cell
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

cells as (

    select
        {% for side in ['before', 'after'] %}
            {% for column in ['stated', 'shown', 'placed'] %}
                coalesce(sum(case when side = '{{ side }}' then {{ column }}_n end), 0) as {{ column }}_{{ side }}_n,
            {% endfor %}
        {% endfor %}
        max(least_stated) as least_stated,
        max(most_stated_change) as most_stated_change,
        source,
        snapshot_on,
        previous_snapshot_on,
        trend_kind
    from stated
    group by source, snapshot_on, previous_snapshot_on, trend_kind, cell

),

shares as (

    select
        {% for side, other in {'before': 'after', 'after': 'before'}.items() %}
            cast(sum(stated_{{ side }}_n) as bigint) as population_{{ side }}_n,
            sum(stated_{{ side }}_n) * 1.0 / nullif(sum(shown_{{ side }}_n), 0) as stated_{{ side }}_share,
            sum(placed_{{ side }}_n) * 1.0 / nullif(sum(shown_{{ side }}_n), 0) as placed_{{ side }}_share,
            sum(case when stated_{{ other }}_n > 0 then stated_{{ side }}_n else 0 end) * 1.0
            / nullif(sum(stated_{{ side }}_n), 0) as overlap_{{ side }}_share,
        {% endfor %}
        max(least_stated) as least_stated,
        max(most_stated_change) as most_stated_change,
        source,
        snapshot_on,
        previous_snapshot_on,
        trend_kind
    from cells
    group by source, snapshot_on, previous_snapshot_on, trend_kind

),

reasoned as (

    select
        *,
        concat_ws(
            '; ',
            case
                when least(population_before_n, population_after_n) < {{ least_postings }}
                    then 'too few postings tell it'
            end,
            case when stated_before_share < least_stated then 'the earlier snapshot seldom tells it' end,
            case when stated_after_share < least_stated then 'the later snapshot seldom tells it' end,
            case
                when abs(stated_after_share - stated_before_share) > most_stated_change
                    then 'the two snapshots do not tell it equally often'
            end,
            case
                when least(placed_before_share, placed_after_share) < {{ least_placed }}
                    then 'a snapshot seldom tells the country'
            end,
            case
                when least(overlap_before_share, overlap_after_share) < {{ least_overlap }}
                    then 'the two populations do not overlap'
            end
        ) as refusal
    from shares

)

select
    source,
    snapshot_on,
    previous_snapshot_on,
    trend_kind,
    population_before_n,
    population_after_n,
    {% for column in ['stated', 'placed', 'overlap'] %}
        cast({{ column }}_before_share as double) as {{ column }}_before_share,
        cast({{ column }}_after_share as double) as {{ column }}_after_share,
    {% endfor %}
    refusal = '' as is_comparable,
    nullif(refusal, '') as refusal
from reasoned
