-- What each reading gives: n of population_n, and the value that the report's kind of figure makes of it.
{% set special = "('weeks', 'threshold', 'leading')" %}
with

group_counts as (

    select
        source,
        figure_number,
        reading,
        count(*) as group_count,
        sum(entry_count) as entry_count,
        string_agg(value || ' ' || cast(entry_count as varchar), ', ' order by entry_rank, value) as group_words
    from {{ ref('int_published_report__groups') }}
    group by source, figure_number, reading

),

measured as (

    select
        totals.source,
        readings.figure_number,
        readings.reading,
        readings.measure,
        readings.population_words,
        readings.rule_words,
        case when readings.measure = 'leading' then group_counts.group_words end as group_words,
        totals.posting_count,
        effective.effective_n,
        case
            when readings.measure = 'distinct' then coalesce(group_counts.group_count, 0)
            when readings.measure in ('weeks', 'listed', 'threshold', 'leading') then coalesce(lists.n, 0)
            when readings.counted = 'entries' then totals.entry_count
            else totals.posting_count
        end as n,
        case
            when readings.measure in ('listed', 'threshold') then coalesce(lists.population_n, 0)
            when readings.measure = 'leading' then coalesce(group_counts.entry_count, 0)
            when readings.counted = 'entries' and readings.of_attribute is not null then totals.population_entry_count
            else totals.population_posting_count
        end as population_n,
        case when readings.measure = 'leading' then coalesce(lists.value, 0.0) else lists.value end as special_value
    from {{ ref('int_published_report__totals') }} as totals
    inner join {{ ref('int_published_report__readings') }} as readings
        on totals.figure_number = readings.figure_number and totals.reading = readings.reading
    left join group_counts
        on
            totals.source = group_counts.source
            and totals.figure_number = group_counts.figure_number
            and totals.reading = group_counts.reading
    left join {{ ref('int_published_report__lists') }} as lists
        on
            totals.source = lists.source
            and totals.figure_number = lists.figure_number
            and readings.measure = lists.measure
    left join {{ ref('int_published_report__effective_n') }} as effective
        on
            totals.source = effective.source
            and totals.figure_number = effective.figure_number
            and totals.reading = effective.reading

)

select
    source,
    figure_number,
    reading,
    cast(n as bigint) as n,
    cast(population_n as bigint) as population_n,
    population_words,
    cast(
        case
            when measure in ('weeks', 'threshold', 'leading') then special_value
            when measure = 'share' then 100.0 * n / nullif(population_n, 0)
            when measure = 'ratio' then 1.0 * n / nullif(population_n, 0)
            else n
        end as double
    ) as value,
    {% for end in ['low', 'high'] %}
        cast(
            case
                when measure = 'share' then 100.0 * wilson_interval(n, population_n).{{ end }}
                when measure = 'count' then population_n * wilson_interval(posting_count, population_n).{{ end }}
            end as double
        ) as value_{{ end }},
        cast(
            case
                when measure = 'share'
                    then 100.0 * wilson_interval(effective_n * n / nullif(population_n, 0), effective_n).{{ end }}
            end as double
        ) as value_clustered_{{ end }},
    {% endfor %}
    rule_words,
    group_words
from measured
