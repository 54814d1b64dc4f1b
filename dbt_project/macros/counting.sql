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
are counted, and a group of which none does has n = 0. Units and companies are joined by number: text would take
several times the memory.
#}
{% macro counted_by(relation, group_columns, population, policies=none, within=[], flag=none) -%}
{%- set keys = ['source'] + within -%}
{%- set groups = ['source'] + group_columns -%}
{%- set hit = 'max(case when ' ~ flag ~ ' then 1 else 0 end)' if flag else '1' -%}
with
{% for policy, unit in counting_units() if policies is none or policy in policies %}
{{ policy }}_units as (
    select
        {{ keys | join(', ') }},
        {{ number_key([unit]) }} as unit_number,
        {{ number_key(['min(coalesce(company_key, posting_id))']) }} as voter_number
    from {{ population }}
    where {{ unit }} is not null
    group by {{ keys | join(', ') }}, {{ unit }}
),

{{ policy }}_voters as (
    select {{ keys | join(', ') }}, voter_number, count(*) as voter_n
    from {{ policy }}_units
    group by {{ keys | join(', ') }}, voter_number
),

{{ policy }}_populations as (
    select
        {{ keys | join(', ') }},
        cast(sum(voter_n) as bigint) as population_n,
        count(*) as voters_n,
        sum(cast(voter_n as double) * voter_n) as xx
    from {{ policy }}_voters
    group by {{ keys | join(', ') }}
),

{{ policy }}_hits as (
    select members.{{ groups | join(', members.') }}, units.voter_number, sum(members.hit) as hit_n
    from (
        select {{ groups | join(', ') }}, {{ number_key([unit]) }} as unit_number, {{ hit }} as hit
        from {{ relation }}
        group by {{ groups | join(', ') }}, unit_number
    ) as members
    inner join {{ policy }}_units as units
        on {% for key in keys + ['unit_number'] %}members.{{ key }} = units.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
    group by members.{{ groups | join(', members.') }}, units.voter_number
),

{{ policy }}_counted as (
    select
        hits.{{ groups | join(', hits.') }},
        cast(sum(hits.hit_n) as bigint) as n,
        cast(sum(case when hits.hit_n > 0 then 1 else 0 end) as bigint) as company_n,
        sum(cast(hits.hit_n as double) * hits.hit_n) as yy,
        sum(cast(hits.hit_n as double) * voters.voter_n) as xy
    from {{ policy }}_hits as hits
    inner join {{ policy }}_voters as voters
        on {% for key in keys + ['voter_number'] %}hits.{{ key }} = voters.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
    group by hits.{{ groups | join(', hits.') }}
){{ ',' if not loop.last }}
{% endfor %}
{% for policy, unit in counting_units() if policies is none or policy in policies %}
select
    counted.source,
    '{{ policy }}' as counting_policy,
    {% for column in group_columns %}counted.{{ column }},
    {% endfor -%}
    counted.n,
    populations.population_n,
    counted.company_n,
    cast({{ effective_n(
        'counted.n', 'populations.population_n', 'populations.voters_n', 'counted.yy', 'counted.xy', 'populations.xx'
    ) }} as double) as effective_n
from {{ policy }}_counted as counted
inner join {{ policy }}_populations as populations
    on {% for key in keys %}counted.{{ key }} = populations.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
{{ 'union all' if not loop.last }}
{%- endfor %}
{%- endmacro %}
