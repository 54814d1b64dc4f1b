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
