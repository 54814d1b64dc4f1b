-- Groups of fewer than five tell nothing of the rest and are left out.
{% set least_population = 5 %}
{% set listed = {
    'country_and_level': "'work_mode', 'pay'",
    'title_family': "'role_type'",
    'role_name': "'role_type'",
} %}
{% set unlisted = {
    'snapshot': "'use_case', 'domain'",
    'level': "'title_family', 'use_case', 'domain'",
    'country': "'title_family', 'use_case', 'domain'",
} %}
with

traits as (

    select * from {{ ref('bridge_posting_trait') }}

),

-- Groups of postings: all, those that a snapshot shows, those of one role type, level, country, title.
grouped as (

    select
        posting_id,
        'all' as group_kind,
        'all' as group_value
    from {{ ref('fct_posting') }}
    union all
    select
        posting_id,
        'snapshot' as group_kind,
        cast(snapshot_on as varchar) as group_value
    from {{ ref('fct_posting_snapshot') }}
    union all
    select
        posting_id,
        trait_kind as group_kind,
        trait_value as group_value
    from traits
    where
        (basis = 'text' and trait_kind = 'role_type')
        or (basis = 'posting' and trait_kind in ('level', 'country', 'title_family'))
    union all
    select
        countries.posting_id,
        'country_and_level' as group_kind,
        countries.trait_value || ' · ' || levels.trait_value as group_value
    from traits as countries
    inner join traits as levels on countries.posting_id = levels.posting_id
    where
        countries.basis = 'posting' and countries.trait_kind = 'country'
        and levels.basis = 'posting' and levels.trait_kind = 'level'
    union all
    select
        postings.posting_id,
        'role_name' as group_kind,
        roles.role_name as group_value
    from {{ ref('fct_posting') }} as postings
    inner join {{ ref('dim_role') }} as roles on postings.role_key = roles.role_key

),

-- Of whom each basis can tell: every posting has a level, those alone whose text was read have a role type.
told as (

    select distinct
        posting_id,
        basis
    from traits

),

population as (

    select
        postings.source,
        postings.posting_id,
        postings.opening_id,
        postings.company_key,
        told.basis,
        grouped.group_kind,
        grouped.group_value
    from {{ ref('fct_posting') }} as postings
    inner join told on postings.posting_id = told.posting_id
    inner join grouped on postings.posting_id = grouped.posting_id

),

analysed as (

    select
        population.*,
        traits.trait_kind,
        traits.trait_value
    from population
    inner join traits on population.posting_id = traits.posting_id and population.basis = traits.basis
    where
        population.group_kind <> traits.trait_kind
        {% for group_kind, kinds in listed.items() %}
            and (
                population.group_kind <> '{{ group_kind }}'
                or (traits.trait_kind in ({{ kinds }}) and traits.basis <> 'annotation')
            )
        {% endfor %}
        {% for group_kind, kinds in unlisted.items() %}
            and (population.group_kind <> '{{ group_kind }}' or traits.trait_kind not in ({{ kinds }}))
        {% endfor %}

),

counted as (

    {{ counted_by(
        'analysed', ['basis', 'group_kind', 'group_value', 'trait_kind', 'trait_value'], 'population',
        within=['basis', 'group_kind', 'group_value'],
    ) }}

)

select
    counted.source,
    counted.counting_policy,
    counted.group_kind,
    counted.group_value,
    counted.basis,
    counted.trait_kind,
    counted.trait_value,
    {{ counted_columns('counted') }}
from counted
where counted.population_n >= {{ least_population }}
order by
    counted.source asc, counted.counting_policy asc, counted.group_kind asc, counted.group_value asc, counted.basis asc,
    counted.trait_kind asc, counted.n desc, counted.trait_value asc
