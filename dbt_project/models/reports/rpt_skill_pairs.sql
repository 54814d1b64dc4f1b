-- Skills that fewer than one in fifty ask for, and pairs that fewer than ten ask for together, tell little and are left
-- out. Of each skill those stay that most ask for beside it, and those that it goes with most beyond chance.
{% set least_n = 10 %}
{% set least_share = 0.02 %}
{% set kept_ranks = 8 %}
with

postings as (

    select * from {{ ref('fct_posting') }}
    where is_text_analysed

),

-- Small numbers instead of keys: the pairs of a million postings are counted through them.
skills as (

    select
        *,
        row_number() over (order by skill_id) as skill_number
    from {{ ref('dim_skill') }}

),

{% for policy, unit in counting_units() %}
    {{ policy }}_units as (

        select
            source,
            '{{ policy }}' as counting_policy,
            {{ unit }} as unit_key,
            row_number() over (order by source, {{ unit }}) as unit_number,
            {{ number_key(['min(coalesce(company_key, posting_id))']) }} as cluster_number
        from postings
        where {{ unit }} is not null
        group by source, {{ unit }}

    ),

    {{ policy }}_asked as (

        select distinct
            units.source,
            units.counting_policy,
            units.unit_number,
            units.cluster_number,
            skills.skill_number
        from {{ ref('bridge_posting_skill') }} as bridge
        inner join postings on bridge.posting_id = postings.posting_id
        inner join {{ policy }}_units as units
            on postings.source = units.source and postings.{{ unit }} = units.unit_key
        inner join skills on bridge.skill_id = skills.skill_id

    ),
{% endfor %}

populations as (

    {% for policy, unit in counting_units() %}
        select
            source,
            counting_policy,
            count(*) as total_n
        from {{ policy }}_units
        group by source, counting_policy
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

asked as (

    {% for policy, unit in counting_units() %}
        select * from {{ policy }}_asked
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

demand as (

    select
        asked.source,
        asked.counting_policy,
        asked.skill_number,
        populations.total_n,
        count(*) as n
    from asked
    inner join populations
        on asked.source = populations.source and asked.counting_policy = populations.counting_policy
    group by asked.source, asked.counting_policy, asked.skill_number, populations.total_n
    having count(*) >= greatest({{ least_n }}, {{ least_share }} * populations.total_n)

),

-- What each company adds to a skill: postings of one company are not as many votes.
skill_clusters as (

    select
        asked.source,
        asked.counting_policy,
        asked.skill_number,
        asked.cluster_number,
        count(*) as cluster_n
    from asked
    inner join demand
        on
            asked.source = demand.source
            and asked.counting_policy = demand.counting_policy
            and asked.skill_number = demand.skill_number
    group by asked.source, asked.counting_policy, asked.skill_number, asked.cluster_number

),

skill_votes as (

    select
        source,
        counting_policy,
        skill_number,
        count(*) as clusters_n,
        sum(cast(cluster_n as double) * cluster_n) as xx
    from skill_clusters
    group by source, counting_policy, skill_number

),

kept as (

    select
        asked.*,
        skill_clusters.cluster_n
    from asked
    inner join skill_clusters
        on
            asked.source = skill_clusters.source
            and asked.counting_policy = skill_clusters.counting_policy
            and asked.skill_number = skill_clusters.skill_number
            and asked.cluster_number = skill_clusters.cluster_number

),

-- What a company adds to a pair. Where it asks for one of the two once, it asks for both once; what else it asks for
-- together is counted.
pair_clusters as (

    {% for is_counted in [false, true] %}
        select
            one.source,
            one.counting_policy,
            one.skill_number as first_number,
            other.skill_number as second_number,
            {{ 'count(*)' if is_counted else '1' }} as hit_n,
            one.cluster_n as first_cluster_n,
            other.cluster_n as second_cluster_n
        from kept as one
        inner join kept as other
            on
                one.source = other.source
                and one.counting_policy = other.counting_policy
                and one.unit_number = other.unit_number
                and one.skill_number < other.skill_number
        where least(one.cluster_n, other.cluster_n) {{ '> 1' if is_counted else '= 1' }}
        {% if is_counted %}
            group by
                one.source, one.counting_policy, one.skill_number, other.skill_number, one.cluster_number,
                one.cluster_n, other.cluster_n
        {% endif %}
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

together as (

    select
        source,
        counting_policy,
        first_number,
        second_number,
        cast(sum(hit_n) as bigint) as n,
        sum(cast(hit_n as double) * hit_n) as yy,
        sum(cast(hit_n as double) * first_cluster_n) as first_xy,
        sum(cast(hit_n as double) * second_cluster_n) as second_xy
    from pair_clusters
    group by source, counting_policy, first_number, second_number
    having sum(hit_n) >= {{ least_n }}

),

-- Each pair is read both ways: what share of those who ask for the one ask for the other.
directed as (

    select
        source,
        counting_policy,
        first_number as skill_number,
        second_number as with_number,
        n,
        yy,
        first_xy as xy
    from together
    union all
    select
        source,
        counting_policy,
        second_number as skill_number,
        first_number as with_number,
        n,
        yy,
        second_xy as xy
    from together

),

counted as (

    select
        directed.source,
        directed.counting_policy,
        directed.skill_number,
        directed.with_number,
        directed.n,
        demand.n as population_n,
        with_demand.n as with_n,
        demand.total_n,
        {{ effective_n('directed.n', 'demand.n', 'votes.clusters_n', 'directed.yy', 'directed.xy', 'votes.xx') }}
            as effective_n,
        {{ share_columns('directed.n', 'demand.n') }},
        {{ odds_ratio_columns(
            'directed.n', '(demand.n - directed.n)', '(with_demand.n - directed.n)',
            '(demand.total_n - demand.n - with_demand.n + directed.n)',
        ) }}
    from directed
    inner join demand
        on
            directed.source = demand.source
            and directed.counting_policy = demand.counting_policy
            and directed.skill_number = demand.skill_number
    inner join skill_votes as votes
        on
            directed.source = votes.source
            and directed.counting_policy = votes.counting_policy
            and directed.skill_number = votes.skill_number
    inner join demand as with_demand
        on
            directed.source = with_demand.source
            and directed.counting_policy = with_demand.counting_policy
            and directed.with_number = with_demand.skill_number

),

ranked as (

    select
        *,
        rank() over (
            partition by source, counting_policy, skill_number order by n desc
        ) as share_rank,
        rank() over (
            partition by source, counting_policy, skill_number order by odds_ratio_low desc
        ) as odds_rank
    from counted

)

select
    ranked.source,
    ranked.counting_policy,
    skills.skill_id,
    skills.skill_name,
    with_skills.skill_id as with_skill_id,
    with_skills.skill_name as with_skill_name,
    ranked.n,
    ranked.population_n,
    ranked.share,
    ranked.share_low,
    ranked.share_high,
    {{ clustered_share_columns('ranked.n', 'ranked.population_n', 'ranked.effective_n') }},
    ranked.with_n,
    cast(ranked.total_n as bigint) as total_n,
    cast(ranked.share / (ranked.with_n * 1.0 / ranked.total_n) as double) as lift,
    ranked.odds_ratio,
    ranked.odds_ratio_low,
    ranked.odds_ratio_high,
    cast(ranked.share_rank as bigint) as share_rank,
    cast(ranked.odds_rank as bigint) as odds_rank
from ranked
inner join skills on ranked.skill_number = skills.skill_number
inner join skills as with_skills on ranked.with_number = with_skills.skill_number
where ranked.share_rank <= {{ kept_ranks }} or ranked.odds_rank <= {{ kept_ranks }}
order by ranked.source, ranked.counting_policy, skills.skill_name, ranked.odds_rank, with_skills.skill_name
