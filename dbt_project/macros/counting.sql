{# The three counting policies and the unit each of them counts. #}
{% macro counting_units() -%}
    {{ return([('postings', 'posting_id'), ('openings', 'opening_id'), ('companies', 'company_key')]) }}
{%- endmacro %}

{#
Counts per group of `relation` and their population, under every counting policy: one row per source, policy and group
with n, population_n, company_n (the companies behind n) and effective_n (what the companies leave of the population).
`population` has one row per posting and key: source, posting_id, opening_id, company_key. A unit belongs to every group
in which one of its postings is, and to the first company of its postings; a posting without a company is a company
of its own. `within` names the group columns that are columns of the population too: a group is then counted among those of
its kind alone.
#}
{% macro counted_by(relation, group_columns, population, policies=none, within=[]) -%}
{%- set keys = ['source'] + within -%}
{%- set groups = ['source'] + group_columns -%}
with numbered_postings as (
    select
        {{ keys | join(', ') }},
        posting_id,
        {{ posting_numbers() }}
    from {{ population }}
),

{{ unit_ctes('numbered_postings', keys) }},

placed as (
    select distinct
        members.{{ groups | join(', members.') }},
        units.posting_number,
        units.cluster_number,
        units.opening_number,
        units.opening_cluster_number,
        units.opening_posting_n
    from {{ relation }} as members
    inner join numbered_postings
        on members.posting_id = numbered_postings.posting_id
        {%- for key in keys %} and members.{{ key }} = numbered_postings.{{ key }}{% endfor %}
    inner join units
        on numbered_postings.posting_number = units.posting_number
        {%- for key in keys %} and numbered_postings.{{ key }} = units.{{ key }}{% endfor %}
),

{{ member_ctes('placed', 'placed', keys, groups) }}

{{ counts_of(keys, group_columns, policies) }}
{%- endmacro %}

{#
The numbers of a posting, its opening and its company, to count by: groups times postings are many,
and text would take several times the memory. They are in the order of the keys, as an opening counts for the first
of its companies.
#}
{% macro posting_numbers() -%}
cast(dense_rank() over (order by posting_id) as integer) as posting_number,
        case when opening_id is not null then cast(dense_rank() over (order by opening_id) as integer) end
            as opening_number,
        cast(dense_rank() over (order by coalesce(company_key, posting_id)) as integer) as cluster_number,
        company_key is not null as has_company
{%- endmacro %}

{# The skills of the taxonomy, numbered in the order of their ids: pairs and groups of them are many, as above. #}
{% macro numbered_skills() -%}
select
        *,
        row_number() over (order by skill_id) as skill_number
    from {{ ref('dim_skill') }}
{%- endmacro %}

{#
The first part of counting: the postings of `population`, one row per posting and keys with its `posting_numbers`, each
with its opening and the companies that both count for, and how many units each company has. `carried` names columns that the
keys decide.
#}
{% macro unit_ctes(population, keys, carried=[]) -%}
counted_openings as (
    select
        {{ keys | join(', ') }},
        opening_number,
        min(cluster_number) as cluster_number,
        count(*) as posting_n
    from {{ population }}
    where opening_number is not null
    group by {{ keys | join(', ') }}, opening_number
),

units as (
    select
        postings.{{ (keys + carried) | join(', postings.') }},
        postings.posting_number,
        postings.cluster_number,
        openings.opening_number,
        openings.cluster_number as opening_cluster_number,
        openings.posting_n as opening_posting_n
    from {{ population }} as postings
    left join counted_openings as openings
        on postings.opening_number = openings.opening_number
        {%- for key in keys %} and postings.{{ key }} = openings.{{ key }}{% endfor %}
),

clusters as (
    select
        {{ keys | join(', ') }},
        cluster_number,
        sum(posting_n) as posting_n,
        sum(opening_n) as opening_n,
        max(is_company) as is_company
    from (
        select {{ keys | join(', ') }}, cluster_number, 1.0 as posting_n, 0.0 as opening_n,
            case when has_company then 1 else 0 end as is_company
        from {{ population }}
        union all
        select {{ keys | join(', ') }}, cluster_number, 0.0 as posting_n, 1.0 as opening_n, 0 as is_company
        from counted_openings
    ) as units
    group by {{ keys | join(', ') }}, cluster_number
),

populations as (
    select
        {{ keys | join(', ') }}{% for unit in ['posting', 'opening'] %},
        cast(sum({{ unit }}_n) as bigint) as {{ unit }}s_n,
        cast(sum(case when {{ unit }}_n > 0 then 1 else 0 end) as bigint) as {{ unit }}s_cluster_n,
        sum(cast({{ unit }}_n as double) * {{ unit }}_n) as {{ unit }}s_xx{% endfor %},
        cast(sum(is_company) as bigint) as companies_n,
        cast(sum(is_company) as bigint) as companies_cluster_n,
        cast(sum(is_company) as double) as companies_xx
    from clusters
    group by {{ keys | join(', ') }}
)
{%- endmacro %}

{#
The second part: what the units of each group add up to. `placed` has a row per group and posting: the groups and its
numbers in `units`. The rows are many, so they are gathered once, by group and company, for all policies: an opening of
one posting counts where its posting does, and of companies there is one row anyway. Openings of several postings are
made distinct first; `in_several` has their rows at least.
#}
{% macro member_ctes(placed, in_several, keys, groups) -%}
cluster_members as (
    select
        {{ groups | join(', ') }},
        cluster_number,
        count(posting_member) as posting_member_n,
        count(opening_member) as opening_member_n
    from (
        select
            {{ groups | join(', ') }},
            cluster_number,
            1 as posting_member,
            case when opening_posting_n = 1 then 1 end as opening_member
        from {{ placed }}
        union all
        select distinct
            {{ groups | join(', ') }},
            opening_cluster_number as cluster_number,
            null as posting_member,
            opening_number as opening_member
        from {{ in_several }}
        where opening_posting_n > 1
    ) as rows_of_units
    group by {{ groups | join(', ') }}, cluster_number
),

sums as (
    select
        cluster_members.{{ groups | join(', cluster_members.') }}{% for unit in ['posting', 'opening'] %},
        cast(sum(cluster_members.{{ unit }}_member_n) as bigint) as {{ unit }}s_member_n,
        cast(sum(case when cluster_members.{{ unit }}_member_n > 0 then 1 else 0 end) as bigint) as {{ unit }}s_company_n,
        sum(cast(cluster_members.{{ unit }}_member_n as double) * cluster_members.{{ unit }}_member_n) as {{ unit }}s_yy,
        sum(cast(cluster_members.{{ unit }}_member_n as double) * clusters.{{ unit }}_n) as {{ unit }}s_xy{% endfor %},
        {% for column, type in {'member_n': 'bigint', 'company_n': 'bigint', 'yy': 'double', 'xy': 'double'}.items() -%}
        cast(sum(case when cluster_members.posting_member_n > 0 then clusters.is_company else 0 end) as {{ type }})
            as companies_{{ column }}{{ ',' if not loop.last }}
        {% endfor %}
    from cluster_members
    inner join clusters
        on cluster_members.cluster_number = clusters.cluster_number{% for key in keys %} and cluster_members.{{ key }} = clusters.{{ key }}{% endfor %}
    group by cluster_members.{{ groups | join(', cluster_members.') }}
)
{%- endmacro %}

{# The last part: a row per source, policy and group. #}
{% macro counts_of(keys, group_columns, policies=none) -%}
{% for policy, _ in counting_units() if policies is none or policy in policies %}
select
    sums.source,
    '{{ policy }}' as counting_policy,
    {% for column in group_columns %}sums.{{ column }},
    {% endfor -%}
    sums.{{ policy }}_member_n as n,
    populations.{{ policy }}_n as population_n,
    sums.{{ policy }}_company_n as company_n,
    effective_n(
        sums.{{ policy }}_member_n, populations.{{ policy }}_n, populations.{{ policy }}_cluster_n,
        sums.{{ policy }}_yy, sums.{{ policy }}_xy, populations.{{ policy }}_xx
    ) as effective_n
from sums
inner join populations
    on {% for key in keys %}sums.{{ key }} = populations.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
where sums.{{ policy }}_member_n > 0
{{ 'union all' if not loop.last }}
{%- endfor %}
{%- endmacro %}
