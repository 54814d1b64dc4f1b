{% set keys = ['source', 'group_number'] %}
with

attributes as (

    select * from {{ ref('bridge_posting_attribute') }}

),

grouped as (

    select * from {{ ref('int_shares__groups') }}

),

-- The postings of each basis: every posting has a level, only those whose text was read have a role type.
covered as (

    select distinct
        posting_id,
        basis
    from attributes

),

-- A bit for each kind of attribute and basis, so that one number of a group states by which of them it is counted.
attribute_names as (

    select
        basis,
        attribute_kind,
        attribute_value,
        cast(power(2, dense_rank() over (order by basis, attribute_kind) - 1) as bigint) as kind_bit,
        cast(row_number() over () as integer) as attribute_number
    from attributes
    group by basis, attribute_kind, attribute_value

),

groups as (

    select distinct
        group_kind,
        group_value
    from grouped

),

-- The cell of three properties is too small for most attributes, and no group is counted by what it is made of.
group_names as (

    select
        groups.group_kind,
        groups.group_value,
        attribute_names.basis,
        cast(sum(distinct attribute_names.kind_bit) as bigint) as kind_bits,
        cast(row_number() over () as integer) as group_number
    from groups
    inner join attribute_names
        on case groups.group_kind
            when 'all' then true
            when 'snapshot' then attribute_names.attribute_kind not in ('use_case', 'domain')
            when 'role_type' then attribute_names.attribute_kind <> 'role_type'
            when 'country_and_level'
                then attribute_names.attribute_kind in ('work_mode', 'pay') and attribute_names.basis <> 'annotation'
            when
                'title_family'
                then attribute_names.attribute_kind = 'role_type' and attribute_names.basis <> 'annotation'
            when 'role_name' then attribute_names.attribute_kind = 'role_type' and attribute_names.basis <> 'annotation'
            else attribute_names.attribute_kind not in (groups.group_kind, 'title_family', 'use_case', 'domain')
        end
    group by groups.group_kind, groups.group_value, attribute_names.basis

),

numbered_postings as (

    select
        source,
        posting_id,
        {{ posting_numbers() }}
    from {{ ref('fct_posting') }}

),

members as (

    select
        postings.source,
        group_names.group_number,
        group_names.kind_bits,
        postings.posting_number,
        postings.opening_number,
        postings.cluster_number,
        postings.has_company
    from numbered_postings as postings
    inner join covered on postings.posting_id = covered.posting_id
    inner join grouped on postings.posting_id = grouped.posting_id
    inner join group_names
        on
            covered.basis = group_names.basis
            and grouped.group_kind = group_names.group_kind
            and grouped.group_value = group_names.group_value

),

numbered_attributes as (

    select
        postings.posting_number,
        attribute_names.kind_bit,
        attribute_names.attribute_number
    from attributes
    inner join numbered_postings as postings on attributes.posting_id = postings.posting_id
    inner join attribute_names
        on
            attributes.basis = attribute_names.basis
            and attributes.attribute_kind = attribute_names.attribute_kind
            and attributes.attribute_value = attribute_names.attribute_value

),

{{ unit_ctes('members', keys, carried=['kind_bits']) }},

-- No posting is twice in a group and attribute, so nothing is made distinct. Written out twice, for all and for those
-- whose opening has several postings: the rows are many, and keeping them would cost more than computing them again.
{% for placed in ['placed', 'placed_in_several'] %}
    {{ placed }} as (

        select
            units.source,
            units.group_number,
            attributes.attribute_number,
            units.cluster_number,
            units.opening_number,
            units.opening_cluster_number,
            units.opening_posting_n
        from units
        inner join numbered_attributes as attributes on units.posting_number = attributes.posting_number
        where
            units.kind_bits & attributes.kind_bit > 0
            {% if placed == 'placed_in_several' %}
                and units.opening_posting_n > 1
            {% endif %}

    ),
{% endfor %}

{{ member_ctes('placed', 'placed_in_several', keys, keys + ['attribute_number']) }},

counted as (

    {{ counts_of(keys, ['group_number', 'attribute_number']) }}

)

select
    counted.source,
    counted.counting_policy,
    group_names.group_kind,
    group_names.group_value,
    group_names.basis,
    attribute_names.attribute_kind,
    attribute_names.attribute_value,
    counted.n,
    counted.population_n,
    counted.company_n,
    counted.effective_n
from counted
inner join group_names on counted.group_number = group_names.group_number
inner join attribute_names on counted.attribute_number = attribute_names.attribute_number
