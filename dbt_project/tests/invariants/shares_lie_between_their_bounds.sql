-- No numerator above its population, every share inside its interval, and that inside the one that counts companies.
{{ config(meta={'dagster': {'ref': {'name': 'rpt_skill_demand'}}}) }}
{% set unclustered = ['rpt_skill_pairs'] %}
{% for report in [
    'rpt_role_types', 'rpt_skill_demand', 'rpt_companies', 'rpt_titles', 'rpt_title_families', 'rpt_levels',
    'rpt_work_modes', 'rpt_use_cases', 'rpt_shares', 'rpt_skill_path',
] + unclustered %}
    select
        '{{ report }}' as report_name,
        source,
        counting_policy,
        n,
        population_n,
        share
    from {{ ref(report) }}
    where
        n > population_n
        or share not between share_low - 1e-9 and share_high + 1e-9
        {% if report not in unclustered %}
            or company_n > n
            or effective_n > population_n
            or share_low < share_clustered_low - 1e-9
            or share_high > share_clustered_high + 1e-9
        {% endif %}
    {{ 'union all' if not loop.last }}
{% endfor %}
