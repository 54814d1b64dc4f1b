{# The three counting policies and the unit each of them counts. #}
{% macro counting_units() -%}
    {{ return([('postings', 'posting_id'), ('openings', 'opening_id'), ('companies', 'company_key')]) }}
{%- endmacro %}

{#
Counts per group of `relation` and their population, under every counting policy: one row per source, policy and group
with n, population_n, company_n (the companies behind n) and effective_n (what the companies leave of the population).
A unit belongs to every group in which one of its postings is, and to the first company of its postings; a posting
without a company speaks for itself. `within` names the group columns that are columns of the population too: a group
is then counted among those of its kind alone. `flag` names a condition on rows of `relation`: the units that meet it
are counted, and a group of which none does has n = 0. Postings and companies are joined by number: text would take
several times the memory.
#}
{% macro counted_by(relation, group_columns, population, policies=none, within=[], flag=none) -%}
{%- set keys = ['source'] + within -%}
{%- set groups = ['source'] + group_columns -%}
with {{ unit_ctes(population, keys) }},

placed as (
    select
        found.{{ groups | join(', found.') }},
        units.cluster_number,
        units.opening_number,
        units.opening_cluster_number,
        units.opening_posting_n,
        max(found.hit) as hit
    from (
        select
            {{ groups | join(', ') }},
            {{ number_key(['posting_id']) }} as posting_number,
            {{ ('case when ' ~ flag ~ ' then 1 end') if flag else '1' }} as hit
        from {{ relation }}
    ) as found
    inner join units
        on found.posting_number = units.posting_number
        {%- for key in keys %} and found.{{ key }} = units.{{ key }}{% endfor %}
    group by found.{{ groups | join(', found.') }}, units.posting_number, units.cluster_number, units.opening_number,
        units.opening_cluster_number, units.opening_posting_n
),

{{ hit_ctes('placed', 'placed', keys, groups, is_flagged=flag is not none) }}

{{ counts_of(keys, group_columns, policies) }}
{%- endmacro %}

{#
The first part of counting: the postings of `population` (source, posting_id, opening_id, company_key and the keys),
with the numbers of their openings and of the companies that speak for them, and what each company brings. `carried`
names columns that the keys decide.
#}
{% macro unit_ctes(population, keys, carried=[]) -%}
{%- set columns = keys + carried -%}
counted_postings as (
    select
        {{ columns | join(', ') }},
        {{ number_key(['posting_id']) }} as posting_number,
        {{ number_key(['coalesce(company_key, posting_id)']) }} as cluster_number,
        opening_id,
        coalesce(company_key, posting_id) as cluster_key,
        company_key is not null as has_company
    from {{ population }}
    group by {{ columns | join(', ') }}, posting_id, opening_id, company_key
),

counted_openings as (
    select
        {{ keys | join(', ') }},
        opening_id,
        {{ number_key(['opening_id']) }} as opening_number,
        {{ number_key(['min(cluster_key)']) }} as cluster_number,
        count(*) as posting_n
    from counted_postings
    where opening_id is not null
    group by {{ keys | join(', ') }}, opening_id
),

units as (
    select
        postings.{{ columns | join(', postings.') }},
        postings.posting_number,
        postings.cluster_number,
        openings.opening_number,
        openings.cluster_number as opening_cluster_number,
        openings.posting_n as opening_posting_n
    from counted_postings as postings
    left join counted_openings as openings
        on postings.opening_id = openings.opening_id
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
        from counted_postings
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
The second part: what the units of each group add up to. `placed` has a row per group and posting: the groups, its
numbers in `units`, and hit: 1, or where `is_flagged` also null. The rows are many, so they are gathered once, by group
and company, for all policies: an opening of one posting counts where its posting does, and of companies there is one
row anyway. Openings of several postings are made distinct first; `in_several` has their rows at least.
#}
{% macro hit_ctes(placed, in_several, keys, groups, is_flagged=false) -%}
{%- set row_n = 'row_n' if is_flagged else 'hit_n' -%}
hits as (
    select
        {{ groups | join(', ') }},
        cluster_number,
        count(posting_hit) as posting_hit_n,
        count(opening_hit) as opening_hit_n
        {%- if is_flagged %},
        count(posting_row) as posting_row_n,
        count(opening_row) as opening_row_n
        {%- endif %}
    from (
        select
            {{ groups | join(', ') }},
            cluster_number,
            hit as posting_hit,
            case when opening_posting_n = 1 then hit end as opening_hit
            {%- if is_flagged %},
            1 as posting_row,
            case when opening_posting_n = 1 then 1 end as opening_row
            {%- endif %}
        from {{ placed }}
        union all
        select
            {{ groups | join(', ') }},
            opening_cluster_number as cluster_number,
            null as posting_hit,
            max(hit) as opening_hit
            {%- if is_flagged %},
            null as posting_row,
            1 as opening_row
            {%- endif %}
        from {{ in_several }}
        where opening_posting_n > 1
        group by {{ groups | join(', ') }}, opening_number, opening_cluster_number
    ) as rows_of_units
    group by {{ groups | join(', ') }}, cluster_number
),

sums as (
    select
        hits.{{ groups | join(', hits.') }}{% for unit in ['posting', 'opening'] %},
        sum(hits.{{ unit }}_{{ row_n }}) as {{ unit }}s_row_n,
        cast(sum(hits.{{ unit }}_hit_n) as bigint) as {{ unit }}s_hit_n,
        cast(sum(case when hits.{{ unit }}_hit_n > 0 then 1 else 0 end) as bigint) as {{ unit }}s_company_n,
        sum(cast(hits.{{ unit }}_hit_n as double) * hits.{{ unit }}_hit_n) as {{ unit }}s_yy,
        sum(cast(hits.{{ unit }}_hit_n as double) * clusters.{{ unit }}_n) as {{ unit }}s_xy{% endfor %},
        sum(case when hits.posting_{{ row_n }} > 0 then clusters.is_company else 0 end) as companies_row_n,
        {% for column, type in {'hit_n': 'bigint', 'company_n': 'bigint', 'yy': 'double', 'xy': 'double'}.items() -%}
        cast(sum(case when hits.posting_hit_n > 0 then clusters.is_company else 0 end) as {{ type }})
            as companies_{{ column }}{{ ',' if not loop.last }}
        {% endfor %}
    from hits
    inner join clusters
        on hits.cluster_number = clusters.cluster_number{% for key in keys %} and hits.{{ key }} = clusters.{{ key }}{% endfor %}
    group by hits.{{ groups | join(', hits.') }}
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
    sums.{{ policy }}_hit_n as n,
    populations.{{ policy }}_n as population_n,
    sums.{{ policy }}_company_n as company_n,
    cast({{ effective_n(
        'sums.' ~ policy ~ '_hit_n', 'populations.' ~ policy ~ '_n', 'populations.' ~ policy ~ '_cluster_n',
        'sums.' ~ policy ~ '_yy', 'sums.' ~ policy ~ '_xy', 'populations.' ~ policy ~ '_xx'
    ) }} as double) as effective_n
from sums
inner join populations
    on {% for key in keys %}sums.{{ key }} = populations.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
where sums.{{ policy }}_row_n > 0
{{ 'union all' if not loop.last }}
{%- endfor %}
{%- endmacro %}
