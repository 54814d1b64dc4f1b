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
        attribute_kind as group_kind,
        attribute_value as group_value
    from {{ ref('bridge_posting_attribute') }}
    where
        (basis = 'text' and attribute_kind = 'role_type')
        or (basis = 'posting' and attribute_kind in ('level', 'country', 'title_family'))
    union all
    select
        countries.posting_id,
        'country_and_level' as group_kind,
        countries.attribute_value || ' · ' || levels.attribute_value as group_value
    from {{ ref('bridge_posting_attribute') }} as countries
    inner join {{ ref('bridge_posting_attribute') }} as levels on countries.posting_id = levels.posting_id
    where
        countries.basis = 'posting' and countries.attribute_kind = 'country'
        and levels.basis = 'posting' and levels.attribute_kind = 'level'
    union all
    select
        postings.posting_id,
        'role_name' as group_kind,
        roles.role_name as group_value
    from {{ ref('fct_posting') }} as postings
    inner join {{ ref('dim_role') }} as roles on postings.role_key = roles.role_key

),

-- Of whom each basis can tell: every posting has a level, those alone whose text was read have a role type.
stated as (

    select distinct
        posting_id,
        basis
    from {{ ref('bridge_posting_attribute') }}

),

-- Numbers to count by: groups times attributes times postings are many, and text would take several times the memory. They
-- are in the order of the keys, as the first company of an opening is the one that speaks for it.
key_numbers as (

    select
        key_text,
        cast(row_number() over (order by key_text) as integer) as key_number
    from (
        {% for key in ['posting_id', 'opening_id', 'company_key'] %}
            select {{ key }} as key_text from {{ ref('fct_posting') }}
            {{ 'union' if not loop.last }}
        {% endfor %}
    ) as keys
    where key_text is not null

),

-- By which attributes a kind of group is distinguished: a bit for each kind of attribute and basis.
attribute_kinds as (

    select
        basis,
        attribute_kind,
        cast(power(2, row_number() over (order by basis, attribute_kind) - 1) as bigint) as kind_bit
    from (
        select distinct
            basis,
            attribute_kind
        from {{ ref('bridge_posting_attribute') }}
    ) as kinds

),

group_kinds as (

    select
        kinds.group_kind,
        attribute_kinds.basis,
        cast(sum(attribute_kinds.kind_bit) as bigint) as kind_bits
    from (select distinct group_kind from grouped) as kinds
    inner join attribute_kinds
        on
            kinds.group_kind <> attribute_kinds.attribute_kind
            {% for group_kind, listed_kinds in listed.items() %}
                and (
                    kinds.group_kind <> '{{ group_kind }}'
                    or (attribute_kinds.attribute_kind in ({{ listed_kinds }}) and attribute_kinds.basis <> 'annotation')
                )
            {% endfor %}
            {% for group_kind, unlisted_kinds in unlisted.items() %}
                and (kinds.group_kind <> '{{ group_kind }}' or attribute_kinds.attribute_kind not in ({{ unlisted_kinds }}))
            {% endfor %}
    group by kinds.group_kind, attribute_kinds.basis

),

members as (

    select
        postings.source,
        posting_numbers.key_number as posting_id,
        opening_numbers.key_number as opening_id,
        company_numbers.key_number as company_key,
        group_kinds.kind_bits,
        {{ number_key(['stated.basis', 'grouped.group_kind', 'grouped.group_value']) }} as group_number
    from {{ ref('fct_posting') }} as postings
    inner join stated on postings.posting_id = stated.posting_id
    inner join grouped on postings.posting_id = grouped.posting_id
    inner join group_kinds on grouped.group_kind = group_kinds.group_kind and stated.basis = group_kinds.basis
    inner join key_numbers as posting_numbers on postings.posting_id = posting_numbers.key_text
    left join key_numbers as opening_numbers on postings.opening_id = opening_numbers.key_text
    left join key_numbers as company_numbers on postings.company_key = company_numbers.key_text

),

numbered_attributes as (

    select
        {{ number_key(['key_numbers.key_number']) }} as posting_number,
        attribute_kinds.kind_bit,
        {{ number_key(['attributes.attribute_kind', 'attributes.attribute_value']) }} as attribute_number
    from {{ ref('bridge_posting_attribute') }} as attributes
    inner join key_numbers on attributes.posting_id = key_numbers.key_text
    inner join attribute_kinds on attributes.basis = attribute_kinds.basis and attributes.attribute_kind = attribute_kinds.attribute_kind

),

group_names as (

    select distinct
        stated.basis,
        grouped.group_kind,
        grouped.group_value,
        {{ number_key(['stated.basis', 'grouped.group_kind', 'grouped.group_value']) }} as group_number
    from stated
    inner join grouped on stated.posting_id = grouped.posting_id

),

attribute_names as (

    select distinct
        attribute_kind,
        attribute_value,
        {{ number_key(['attribute_kind', 'attribute_value']) }} as attribute_number
    from {{ ref('bridge_posting_attribute') }}

),

{{ unit_ctes('members', ['source', 'group_number'], carried=['kind_bits']) }},

-- No posting stands twice in a group and attribute, so nothing is made distinct. Written out twice, for all and for those
-- whose opening has several postings: rows are many, and held for both they would cost more than found again.
{% for placed in ['placed', 'placed_in_several'] %}
    {{ placed }} as (

        select
            units.source,
            units.group_number,
            attributes.attribute_number,
            units.cluster_number,
            units.opening_number,
            units.opening_cluster_number,
            units.opening_posting_n,
            1 as hit
        from units
        inner join numbered_attributes as attributes on units.posting_number = attributes.posting_number
        where
            units.kind_bits & attributes.kind_bit > 0
            {% if placed == 'placed_in_several' %}
                and units.opening_posting_n > 1
            {% endif %}

    ),
{% endfor %}

{{ hit_ctes('placed', 'placed_in_several', ['source', 'group_number'], ['source', 'group_number', 'attribute_number']) }},

counted as (

    {{ counts_of(['source', 'group_number'], ['group_number', 'attribute_number']) }}

)

select
    counted.source,
    counted.counting_policy,
    group_names.group_kind,
    group_names.group_value,
    group_names.basis,
    attribute_names.attribute_kind,
    attribute_names.attribute_value,
    {{ counted_columns('counted') }}
from counted
inner join group_names on counted.group_number = group_names.group_number
inner join attribute_names on counted.attribute_number = attribute_names.attribute_number
where counted.population_n >= {{ least_population }}
order by
    counted.source asc, counted.counting_policy asc, group_names.group_kind asc, group_names.group_value asc,
    group_names.basis asc, attribute_names.attribute_kind asc, counted.n desc, attribute_names.attribute_value asc
