-- With the user's overrides every seed has one row per key: a key twice would multiply what joins it.
{{ config(meta={'dagster': {'ref': {'name': 'dim_skill'}}}) }}
{% set keys = {
    'stg_seeds__skills': ['skill_id'],
    'stg_seeds__topics': ['topic_kind', 'topic_id'],
    'stg_seeds__skill_aliases': ['alias'],
    'stg_seeds__role_signals': ['scheme', 'signal_kind', 'signal_id', 'placement', 'role_type'],
    'stg_seeds__role_schemes': ['field_name'],
    'stg_seeds__levels': ['level'],
    'stg_seeds__levels_given': ['level_given'],
    'stg_seeds__work_modes_given': ['work_mode_given'],
    'stg_seeds__employment_types_given': ['employment_type_given'],
    'stg_seeds__field_priorities': ['field_name', 'record_type'],
    'stg_seeds__field_trust': ['source', 'record_type', 'field_name'],
    'stg_seeds__exchange_rates': ['currency'],
    'stg_seeds__pay_periods': ['period'],
    'stg_seeds__term_stops': ['word'],
    'stg_seeds__title_families': ['title_phrase'],
    'stg_seeds__title_areas': ['title_family'],
    'stg_seeds__skill_groups': ['skill_group', 'skill_id'],
    'stg_seeds__countries': ['alias'],
    'stg_seeds__country_currencies': ['country'],
} %}
{% for model, columns in keys.items() %}
    select
        '{{ model }}' as seed_model,
        concat_ws('|', {{ columns | join(', ') }}) as seed_key,
        count(*) as row_count
    from {{ ref(model) }}
    group by {{ columns | join(', ') }}
    having count(*) > 1
    {{ 'union all' if not loop.last }}
{% endfor %}
