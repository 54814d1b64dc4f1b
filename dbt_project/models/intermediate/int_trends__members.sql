-- The postings of two crawls that follow each other, with the country and role type within which they are compared.
with

pairs as (

    select
        source,
        snapshot_on,
        lag(snapshot_on) over (partition by source order by snapshot_on) as previous_snapshot_on
    from {{ ref('int_snapshots__crawl_coverage') }}
    where part = '' and is_complete_crawl
    qualify previous_snapshot_on is not null

),

-- The text that counts at a snapshot is the last one that was saved up to then.
texts as (

    select
        posting_id,
        snapshot_on,
        last_value(text_version_id ignore nulls) over (
            partition by posting_id order by snapshot_on rows between unbounded preceding and current row
        ) as version_id
    from {{ ref('int_postings__snapshots') }}

),

postings as (

    select
        *,
        dense_rank() over (order by coalesce(company_key, posting_id)) as company_number
    from {{ ref('int_postings__resolved') }}

),

shown as (

    select
        postings.source,
        texts.snapshot_on,
        texts.posting_id,
        postings.company_number,
        locations.country,
        case when versions.language = 'en' then roles.role_type end as role_type,
        case when versions.language = 'en' then texts.version_id end as version_id,
        nullif(postings.level, 'unstated') as level,
        nullif(postings.work_mode, 'unstated') as work_mode,
        case
            when coalesce(postings.salary_min, postings.salary_max) is not null then 'stated'
            when texts.version_id is not null then 'not stated'
        end as pay,
        {{ pay_middle_usd('pay') }} as pay_usd
    from texts
    inner join postings on texts.posting_id = postings.posting_id
    left join {{ ref('int_postings__locations') }} as locations
        on texts.posting_id = locations.posting_id and locations.is_primary
    left join {{ ref('stg_ingest__versions') }} as versions on texts.version_id = versions.version_id
    left join {{ ref('int_postings__pay') }} as pay on texts.posting_id = pay.posting_id
    left join {{ ref('int_versions__role_scores') }} as roles
        on texts.version_id = roles.version_id and roles.role_rank = 1

),

sides as (

    {% for side, day in {'before': 'previous_snapshot_on', 'after': 'snapshot_on'}.items() %}
        select
            pairs.source,
            pairs.snapshot_on,
            pairs.previous_snapshot_on,
            '{{ side }}' as side,
            shown.* exclude (source, snapshot_on)  -- noqa: RF02
        from pairs
        inner join shown on pairs.source = shown.source and pairs.{{ day }} = shown.snapshot_on
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

-- A country with less than one posting in twenty is no cell of its own.
countries as (

    select
        source,
        snapshot_on,
        country,
        count(*) >= 0.05 * sum(count(*)) over (partition by source, snapshot_on) as is_cell
    from sides
    group by source, snapshot_on, country

)

select
    sides.source,
    sides.snapshot_on,
    sides.previous_snapshot_on,
    sides.side,
    sides.posting_id,
    sides.company_number,
    sides.version_id,
    sides.role_type,
    sides.level,
    sides.work_mode,
    sides.pay,
    sides.pay_usd,
    sides.country is not null as is_country_stated,
    case
        when sides.country is null then 'untold'
        when countries.is_cell then sides.country
        else 'other'
    end as country_cell,
    coalesce(sides.role_type, 'untold') as role_type_cell
from sides
left join countries
    on
        sides.source = countries.source
        and sides.snapshot_on = countries.snapshot_on
        and sides.country = countries.country
