-- What each reading gives: n of population_n, and the value that the report's kind of figure makes of it.
with

readings as (

    select * from {{ ref('int_published_report__readings') }}

),

members as (

    select * from {{ ref('int_published_report__members') }}

),

counts as (

    select
        source,
        figure_number,
        reading,
        sum(entry_count) as entry_count,
        count(distinct posting_id) as posting_count
    from members
    group by source, figure_number, reading

),

totals as (

    select
        populations.source,
        populations.figure_number,
        populations.reading,
        coalesce(counts.entry_count, 0) as entry_count,
        coalesce(counts.posting_count, 0) as posting_count,
        populations.entry_count as population_entry_count,
        populations.posting_count as population_posting_count
    from {{ ref('int_published_report__populations') }} as populations
    left join counts
        on
            populations.source = counts.source
            and populations.figure_number = counts.figure_number
            and populations.reading = counts.reading

),

-- Of each share the companies of its population, and what they add to n: one company with many postings is not many.
hits as (

    select
        members.source,
        members.figure_number,
        members.reading,
        postings.cluster_key,
        sum(members.entry_count) as entry_count,
        count(distinct members.posting_id) as posting_count
    from members
    inner join {{ ref('int_published_report__postings') }} as postings on members.posting_id = postings.posting_id
    group by members.source, members.figure_number, members.reading, postings.cluster_key

),

votes as (

    select
        clusters.source,
        readings.figure_number,
        readings.reading,
        case
            when readings.counted = 'entries' then coalesce(hits.entry_count, 0) else coalesce(hits.posting_count, 0)
        end as hit_n,
        case
            when readings.counted = 'entries' and readings.of_attribute is not null then clusters.entry_count
            else clusters.posting_count
        end as cluster_n
    from readings
    inner join {{ ref('int_published_report__clusters') }} as clusters
        on
            (readings.reading = 'text') = clusters.needs_text
            and readings.population = clusters.population
            and coalesce(readings.of_attribute, '') = clusters.of_attribute
            and coalesce(readings.of_value, '') = clusters.of_value
    left join hits
        on
            clusters.source = hits.source
            and readings.figure_number = hits.figure_number
            and readings.reading = hits.reading
            and clusters.cluster_key = hits.cluster_key
    where readings.measure = 'share'

),

effective as (

    select
        source,
        figure_number,
        reading,
        {{ effective_n_of_companies('hit_n', 'cluster_n') }} as effective_n
    from votes
    group by source, figure_number, reading

),

groups as (

    select
        source,
        figure_number,
        reading,
        value,
        sum(entry_count) as entry_count,
        rank() over (partition by source, figure_number, reading order by sum(entry_count) desc) as entry_rank
    from members
    group by source, figure_number, reading, value

),

group_counts as (

    select
        source,
        figure_number,
        reading,
        count(*) as group_count,
        sum(entry_count) as entry_count,
        string_agg(value || ' ' || cast(entry_count as varchar), ', ' order by entry_rank, value) as group_words
    from groups
    group by source, figure_number, reading

),

-- Figures about a list of the report crawl at the other figures, which are the list.
listed_companies as (

    select value
    from readings
    where reading = 'as_published' and measure = 'count' and attribute = 'labelled_company'

),

lengths as (

    select count(*) as list_length from listed_companies

),

company_list as (

    select
        groups.source,
        groups.figure_number,
        count(*) as listed_count,
        sum(case when groups.entry_rank <= lengths.list_length then 1 else 0 end) as leading_count
    from groups
    inner join readings on groups.figure_number = readings.figure_number and groups.reading = readings.reading
    inner join listed_companies on groups.value = listed_companies.value
    cross join lengths
    where readings.measure = 'listed'
    group by groups.source, groups.figure_number

),

listed_titles as (

    select
        totals.source,
        readings.reading,
        readings.value as role_type,
        100.0 * totals.posting_count / totals.population_posting_count as share
    from readings
    inner join totals on readings.figure_number = totals.figure_number and readings.reading = totals.reading
    where
        readings.measure = 'share'
        and readings.of_attribute = 'labelled_title_remainder'
        and totals.population_posting_count > 0

),

title_list as (

    select
        listed.source,
        readings.figure_number,
        readings.threshold,
        count(*) as listed_count,
        sum(case when listed.share >= readings.threshold then 1 else 0 end) as leading_count,
        min(listed.share) as lowest_share
    from readings
    inner join listed_titles as listed
        on readings.value = listed.role_type and readings.reading = listed.reading
    where readings.measure = 'threshold'
    group by listed.source, readings.figure_number, readings.threshold

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
            when readings.measure = 'weeks' then windows.dated_count
            when readings.measure = 'listed' then coalesce(company_list.leading_count, 0)
            when readings.measure = 'threshold' then coalesce(title_list.leading_count, 0)
            when readings.measure = 'leading' then coalesce(leaders.entry_count, 0)
            when readings.counted = 'entries' then totals.entry_count
            else totals.posting_count
        end as n,
        case
            when readings.measure = 'listed' then coalesce(company_list.listed_count, 0)
            when readings.measure = 'threshold' then coalesce(title_list.listed_count, 0)
            when readings.measure = 'leading' then coalesce(group_counts.entry_count, 0)
            when readings.counted = 'entries' and readings.of_attribute is not null then totals.population_entry_count
            else totals.population_posting_count
        end as population_n,
        case
            when readings.measure = 'weeks' then windows.week_count
            when readings.measure = 'threshold' then least(title_list.threshold, title_list.lowest_share)
            when readings.measure = 'leading' then case when leaders.is_leading then 1.0 else 0.0 end
        end as special_value
    from totals
    inner join readings on totals.figure_number = readings.figure_number and totals.reading = readings.reading
    left join group_counts
        on
            totals.source = group_counts.source
            and totals.figure_number = group_counts.figure_number
            and totals.reading = group_counts.reading
    left join company_list on totals.source = company_list.source and totals.figure_number = company_list.figure_number
    left join title_list on totals.source = title_list.source and totals.figure_number = title_list.figure_number
    left join leaders on totals.source = leaders.source and totals.figure_number = leaders.figure_number
    left join windows on totals.source = windows.source
    left join effective
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
    cast(
        case
            when measure = 'share' then 100.0 * {{ wilson_low('n', 'population_n') }}
            when measure = 'count' then population_n * {{ wilson_low('posting_count', 'population_n') }}
        end as double
    ) as value_low,
    cast(
        case
            when measure = 'share' then 100.0 * {{ wilson_high('n', 'population_n') }}
            when measure = 'count' then population_n * {{ wilson_high('posting_count', 'population_n') }}
        end as double
    ) as value_high,
    cast(
        case
            when measure = 'share'
                then 100.0 * {{ wilson_low('(effective_n * n / nullif(population_n, 0))', 'effective_n') }}
        end as double
    ) as value_clustered_low,
    cast(
        case
            when measure = 'share'
                then 100.0 * {{ wilson_high('(effective_n * n / nullif(population_n, 0))', 'effective_n') }}
        end as double
    ) as value_clustered_high,
    rule_words,
    group_words
from measured
