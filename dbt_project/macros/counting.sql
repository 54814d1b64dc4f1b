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
are counted, and a group of which none does has n = 0. `is_distinct` says that no posting stands twice in a group.
Postings and companies are joined by number: text would take several times the memory.

The rows of `relation` are many, so they are gathered once, by group and company, for all policies: an opening of one
posting counts where its posting does, others are made distinct first, and of companies there is one row anyway.
#}
{% macro counted_by(
    relation, group_columns, population, policies=none, within=[], flag=none, is_distinct=false
) -%}
{%- set keys = ['source'] + within -%}
{%- set groups = ['source'] + group_columns -%}
with counted_postings as (
    select
        {{ keys | join(', ') }},
        {{ number_key(['posting_id']) }} as posting_number,
        {{ number_key(['coalesce(company_key, posting_id)']) }} as voter_number,
        opening_id,
        coalesce(company_key, posting_id) as voter_key,
        company_key is not null as has_company
    from {{ population }}
    group by {{ keys | join(', ') }}, posting_id, opening_id, company_key
),

counted_openings as (
    select
        {{ keys | join(', ') }},
        opening_id,
        {{ number_key(['opening_id']) }} as opening_number,
        {{ number_key(['min(voter_key)']) }} as voter_number,
        count(*) as posting_n
    from counted_postings
    where opening_id is not null
    group by {{ keys | join(', ') }}, opening_id
),

units as (
    select
        postings.{{ keys | join(', postings.') }},
        postings.posting_number,
        postings.voter_number,
        openings.opening_number,
        openings.voter_number as opening_voter_number,
        openings.posting_n as opening_posting_n
    from counted_postings as postings
    left join counted_openings as openings
        on postings.opening_id = openings.opening_id
        {%- for key in keys %} and postings.{{ key }} = openings.{{ key }}{% endfor %}
),

voters as (
    select
        {{ keys | join(', ') }},
        voter_number,
        sum(posting_n) as posting_n,
        sum(opening_n) as opening_n,
        max(is_company) as is_company
    from (
        select {{ keys | join(', ') }}, voter_number, 1.0 as posting_n, 0.0 as opening_n,
            case when has_company then 1 else 0 end as is_company
        from counted_postings
        union all
        select {{ keys | join(', ') }}, voter_number, 0.0 as posting_n, 1.0 as opening_n, 0 as is_company
        from counted_openings
    ) as units
    group by {{ keys | join(', ') }}, voter_number
),

populations as (
    select
        {{ keys | join(', ') }}{% for unit in ['posting', 'opening'] %},
        sum({{ unit }}_n) as {{ unit }}s_n,
        cast(sum(case when {{ unit }}_n > 0 then 1 else 0 end) as bigint) as {{ unit }}s_voter_n,
        sum(cast({{ unit }}_n as double) * {{ unit }}_n) as {{ unit }}s_xx{% endfor %},
        sum(is_company) as companies_n,
        cast(sum(is_company) as bigint) as companies_voter_n,
        cast(sum(is_company) as double) as companies_xx
    from voters
    group by {{ keys | join(', ') }}
),

found as (
    select
        {{ groups | join(', ') }},
        {{ number_key(['posting_id']) }} as posting_number,
        {{ ('case when ' ~ flag ~ ' then 1 end') if flag else '1' }} as hit
    from {{ relation }}
),

placed as (
    select
        found.{{ groups | join(', found.') }},
        units.voter_number,
        units.opening_number,
        units.opening_voter_number,
        units.opening_posting_n,
        {{ 'found.hit' if is_distinct else 'max(found.hit) as hit' }}
    from found
    inner join units
        on found.posting_number = units.posting_number
        {%- for key in keys %} and found.{{ key }} = units.{{ key }}{% endfor %}
    {% if not is_distinct %}
    group by found.{{ groups | join(', found.') }}, units.posting_number, units.voter_number, units.opening_number,
        units.opening_voter_number, units.opening_posting_n
    {% endif %}
),

hits as (
    select
        {{ groups | join(', ') }},
        voter_number,
        count(posting_hit) as posting_hit_n,
        count(opening_hit) as opening_hit_n,
        count(posting_row) as posting_row_n,
        count(opening_row) as opening_row_n
    from (
        select
            {{ groups | join(', ') }},
            voter_number,
            1 as posting_row,
            hit as posting_hit,
            case when opening_posting_n = 1 then 1 end as opening_row,
            case when opening_posting_n = 1 then hit end as opening_hit
        from placed
        union all
        select
            {{ groups | join(', ') }},
            opening_voter_number as voter_number,
            null as posting_row,
            null as posting_hit,
            1 as opening_row,
            max(hit) as opening_hit
        from placed
        where opening_posting_n > 1
        group by {{ groups | join(', ') }}, opening_number, opening_voter_number
    ) as rows_of_units
    group by {{ groups | join(', ') }}, voter_number
),

counted as (
    select
        hits.{{ groups | join(', hits.') }}{% for unit in ['posting', 'opening'] %},
        sum(hits.{{ unit }}_row_n) as {{ unit }}s_row_n,
        sum(hits.{{ unit }}_hit_n) as {{ unit }}s_hit_n,
        sum(case when hits.{{ unit }}_hit_n > 0 then 1 else 0 end) as {{ unit }}s_company_n,
        sum(cast(hits.{{ unit }}_hit_n as double) * hits.{{ unit }}_hit_n) as {{ unit }}s_yy,
        sum(cast(hits.{{ unit }}_hit_n as double) * voters.{{ unit }}_n) as {{ unit }}s_xy{% endfor %},
        sum(case when hits.posting_row_n > 0 then voters.is_company else 0 end) as companies_row_n,
        {% for column in ['hit_n', 'company_n', 'yy', 'xy'] -%}
        cast(sum(case when hits.posting_hit_n > 0 then voters.is_company else 0 end) as double)
            as companies_{{ column }}{{ ',' if not loop.last }}
        {% endfor %}
    from hits
    inner join voters
        on hits.voter_number = voters.voter_number{% for key in keys %} and hits.{{ key }} = voters.{{ key }}{% endfor %}
    group by hits.{{ groups | join(', hits.') }}
)

{% for policy, _ in counting_units() if policies is none or policy in policies %}
select
    counted.source,
    '{{ policy }}' as counting_policy,
    {% for column in group_columns %}counted.{{ column }},
    {% endfor -%}
    cast(counted.{{ policy }}_hit_n as bigint) as n,
    cast(populations.{{ policy }}_n as bigint) as population_n,
    cast(counted.{{ policy }}_company_n as bigint) as company_n,
    cast({{ effective_n(
        'cast(counted.' ~ policy ~ '_hit_n as bigint)', 'cast(populations.' ~ policy ~ '_n as bigint)',
        'populations.' ~ policy ~ '_voter_n', 'counted.' ~ policy ~ '_yy', 'counted.' ~ policy ~ '_xy',
        'populations.' ~ policy ~ '_xx'
    ) }} as double) as effective_n
from counted
inner join populations
    on {% for key in keys %}counted.{{ key }} = populations.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
where counted.{{ policy }}_row_n > 0
{{ 'union all' if not loop.last }}
{%- endfor %}
{%- endmacro %}
