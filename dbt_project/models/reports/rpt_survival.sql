-- The curves of fct_posting_survival at three days, and the day by which half had closed. A curve is read as long as
-- ten postings are at risk: its values beyond, or after a day on which fewer were, depend on single postings.
{% set days, least_at_risk = [15, 30, 60], 10 %}
with

steps as (

    select
        *,
        min(at_risk_n) over (
            partition by source, dimension, dimension_value
            order by day_number
        ) >= {{ least_at_risk }} as is_readable
    from {{ ref('fct_posting_survival') }}

)

select
    source,
    dimension,
    dimension_value,
    max(at_risk_n) as at_risk_n,
    cast(sum(closed_n) as bigint) as closed_count,
    min(case when survival <= 0.5 then day_number end) as median_days,
    min(case when survival_low <= 0.5 then day_number end) as median_low_days,
    min(case when survival_high <= 0.5 then day_number end) as median_high_days,
    {% for day in days %}
        case
            when max(day_number) >= {{ day }}
                then coalesce(min(case when day_number <= {{ day }} then survival end), 1.0)
        end as listed_{{ day }}_share,
        {% for bound in ['low', 'high'] %}
            case
                when max(day_number) >= {{ day }}
                    then min(case when day_number <= {{ day }} then survival_{{ bound }} end)
            end as listed_{{ day }}_share_{{ bound }},
        {% endfor %}
    {% endfor %}
    max(day_number) as last_day_number
from steps
where is_readable
group by source, dimension, dimension_value
order by source, dimension, dimension_value
