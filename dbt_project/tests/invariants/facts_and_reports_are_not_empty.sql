-- An empty table passes every key test; where there are observations there are facts, skills and reports.
{{ config(meta={'dagster': {'ref': {'name': 'rpt_overview'}}}) }}
with

observed as (

    select
        count(*) as observation_count,
        sum(case when has_text then 1 else 0 end) as text_count
    from {{ ref('stg_ingest__observations') }}

),

tables as (

    {% for table in [
        'fct_posting', 'fct_posting_snapshot', 'dim_company', 'dim_role', 'dim_date', 'dim_source', 'dim_skill',
        'rpt_overview', 'rpt_coverage', 'rpt_titles', 'rpt_levels', 'rpt_work_modes',
    ] %}
        select
            '{{ table }}' as table_name,
            count(*) as row_count
        from {{ ref(table) }}
        {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    tables.table_name,
    observed.observation_count
from tables
cross join observed
where tables.row_count = 0 and observed.observation_count > 0
