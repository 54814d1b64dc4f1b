-- Of each company the most frequent technologies, title families and countries, in words with their posting counts.
with

postings as (

    select
        postings.*,
        {{ pay_middle_usd('postings') }} as pay_usd,
        roles.title_family,
        coalesce(locations.country_name, locations.country) as country_name,
        sources.last_snapshot_on
    from {{ ref('fct_posting') }} as postings
    inner join {{ ref('dim_source') }} as sources on postings.source = sources.source
    left join {{ ref('dim_role') }} as roles on postings.role_key = roles.role_key
    left join {{ ref('dim_location') }} as locations on postings.location_key = locations.location_key
    where postings.company_key is not null

),

counted as (

    select
        source,
        company_key,
        cast(count(*) as bigint) as posting_count,
        cast(count(distinct opening_id) as bigint) as opening_count,
        cast(sum(case when last_seen_on = last_snapshot_on then 1 else 0 end) as bigint) as listed_count,
        cast(sum(case when is_text_analysed then 1 else 0 end) as bigint) as population_n,
        cast(sum(case when role_type = 'ai-first' then 1 else 0 end) as bigint) as n,
        cast(sum(case when level in ('intern', 'entry', 'junior') then 1 else 0 end) as bigint) as entry_level_count,
        cast(sum(case when work_mode = 'remote' then 1 else 0 end) as bigint) as remote_count,
        cast(count(pay_usd) as bigint) as pay_posting_count,
        percentile_cont(0.5) within group (order by pay_usd) as pay_median_usd,
        min(first_seen_on) as first_seen_on,
        max(last_seen_on) as last_seen_on
    from postings
    group by source, company_key

),

frequent as (

    select
        postings.source,
        postings.company_key,
        'skill' as value_kind,
        skills.skill_name as value,
        count(*) as posting_n
    from postings
    inner join {{ ref('bridge_posting_skill') }} as bridge on postings.posting_id = bridge.posting_id
    inner join {{ ref('dim_skill') }} as skills on bridge.skill_id = skills.skill_id and skills.kind = 'technology'
    where postings.is_text_analysed
    group by postings.source, postings.company_key, skills.skill_name
    {% for kind, column in {'title_family': 'title_family', 'country': 'country_name'}.items() %}
        union all
        select
            source,
            company_key,
            '{{ kind }}' as value_kind,
            {{ column }} as value,
            count(*) as posting_n
        from postings
        where {{ column }} is not null
        group by source, company_key, {{ column }}
    {% endfor %}

),

leaders as (

    select * from frequent
    qualify
        row_number() over (partition by source, company_key, value_kind order by posting_n desc, value asc)
        <= case value_kind when 'skill' then 5 else 3 end

),

listed as (

    select
        {% for kind in ['skill', 'title_family', 'country'] %}
            string_agg(value || ' ' || cast(posting_n as varchar), ', ' order by posting_n desc, value asc)
            filter (where value_kind = '{{ kind }}') as {{ kind }}_words,
        {% endfor %}
        source,
        company_key
    from leaders
    group by source, company_key

)

select
    counted.source,
    counted.company_key,
    companies.company_name,
    companies.stage,
    companies.size_band,
    counted.posting_count,
    counted.opening_count,
    counted.listed_count,
    counted.n,
    counted.population_n,
    {{ share_columns('counted.n', 'counted.population_n') }},
    {{ is_small('counted.population_n') }} as is_small,
    counted.entry_level_count,
    counted.remote_count,
    counted.pay_posting_count,
    cast(counted.pay_median_usd as double) as pay_median_usd,
    listed.title_family_words,
    listed.skill_words,
    listed.country_words,
    counted.first_seen_on,
    counted.last_seen_on
from counted
inner join {{ ref('dim_company') }} as companies on counted.company_key = companies.company_key
inner join listed on counted.source = listed.source and counted.company_key = listed.company_key
order by
    counted.source asc, counted.opening_count desc, counted.posting_count desc, companies.company_name asc,
    counted.company_key asc
