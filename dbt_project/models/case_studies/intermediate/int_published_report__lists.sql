-- Figures about a list of the report crawl at the other figures, which are the list.
with

readings as (

    select * from {{ ref('int_published_report__readings') }}

),

groups as (

    select * from {{ ref('int_published_report__groups') }}

),

listed_companies as (

    select value
    from readings
    where reading = 'as_published' and measure = 'count' and attribute = 'labelled_company'

),

lengths as (

    select count(*) as list_length from listed_companies

),

listed_titles as (

    select
        totals.source,
        readings.reading,
        readings.value as role_type,
        100.0 * totals.posting_count / totals.population_posting_count as share
    from readings
    inner join {{ ref('int_published_report__totals') }} as totals
        on readings.figure_number = totals.figure_number and readings.reading = totals.reading
    where
        readings.measure = 'share'
        and readings.of_attribute = 'labelled_title_remainder'
        and totals.population_posting_count > 0

),

leaders as (

    select
        groups.source,
        groups.figure_number,
        sum(groups.entry_count) as entry_count,
        max(groups.entry_rank) <= count(*) and count(*) = len(string_split(max(figures.subject), '|')) as is_leading
    from groups
    inner join readings on groups.figure_number = readings.figure_number and groups.reading = readings.reading
    inner join {{ ref('published_figure') }} as figures on groups.figure_number = figures.figure_number
    where readings.measure = 'leading' and contains('|' || figures.subject || '|', '|' || groups.value || '|')
    group by groups.source, groups.figure_number

),

windows as (

    select
        source,
        count(posted_on) as dated_count,
        (
            percentile_disc(0.995) within group (order by posted_on)
            - percentile_disc(0.005) within group (order by posted_on) + 1
        ) / 7.0 as week_count
    from {{ ref('int_published_report__postings') }}
    group by source

)

select
    groups.source,
    groups.figure_number,
    'listed' as measure,
    sum(case when groups.entry_rank <= lengths.list_length then 1 else 0 end) as n,
    count(*) as population_n,
    cast(null as double) as value
from groups
inner join readings on groups.figure_number = readings.figure_number and groups.reading = readings.reading
inner join listed_companies on groups.value = listed_companies.value
cross join lengths
where readings.measure = 'listed'
group by groups.source, groups.figure_number
union all
select
    listed.source,
    readings.figure_number,
    'threshold' as measure,
    sum(case when listed.share >= readings.threshold then 1 else 0 end) as n,
    count(*) as population_n,
    least(readings.threshold, min(listed.share)) as value
from readings
inner join listed_titles as listed on readings.value = listed.role_type and readings.reading = listed.reading
where readings.measure = 'threshold'
group by listed.source, readings.figure_number, readings.threshold
union all
select
    source,
    figure_number,
    'leading' as measure,
    entry_count as n,
    null as population_n,
    case when is_leading then 1.0 else 0.0 end as value
from leaders
union all
select distinct
    windows.source,
    readings.figure_number,
    readings.measure,
    windows.dated_count as n,
    null as population_n,
    windows.week_count as value
from windows
cross join readings
where readings.measure = 'weeks'
