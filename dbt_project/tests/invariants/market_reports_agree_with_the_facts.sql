-- What the reports of shares, pairs, paths, comparisons, pay and companies count is what the facts contain.
{{ config(meta={'dagster': {'ref': {'name': 'rpt_shares'}}}) }}
with

postings as (

    select * from {{ ref('fct_posting') }}

),

requested as (

    select
        postings.source,
        postings.opening_id,
        postings.level,
        postings.role_type,
        bridge.skill_id,
        bridge.posting_id
    from {{ ref('bridge_posting_skill') }} as bridge
    inner join postings on bridge.posting_id = postings.posting_id
    where postings.is_text_analysed

),

role_types as (

    select
        source,
        role_type,
        count(distinct opening_id) as n
    from postings
    where is_text_analysed
    group by source, role_type

),

skill_openings as (

    select
        source,
        skill_id,
        count(distinct opening_id) as n
    from requested
    group by source, skill_id

),

role_type_skills as (

    select
        source,
        role_type,
        skill_id,
        count(*) as n
    from requested
    group by source, role_type, skill_id

),

openings as (

    select
        source,
        count(distinct opening_id) as n
    from postings
    where is_text_analysed
    group by source

),

level_pay as (

    select
        source,
        level,
        count(coalesce(salary_min_usd_year, salary_max_usd_year)) as n
    from postings
    group by source, level

),

company_postings as (

    select
        source,
        count(company_key) as n
    from postings
    group by source

),

expectations as (

    select
        'work modes add up to the postings' as expectation,
        source,
        cast(sum(n) as bigint) as reported,
        cast(max(population_n) as bigint) as counted
    from {{ ref('rpt_shares') }}
    where counting_policy = 'postings' and group_kind = 'all' and basis = 'posting' and attribute_kind = 'work_mode'
    group by source
    union all
    select
        'role types are those of the facts' as expectation,
        shares.source,
        sum(shares.n) as reported,
        sum(facts.n) as counted
    from {{ ref('rpt_shares') }} as shares
    inner join role_types as facts on shares.source = facts.source and shares.attribute_value = facts.role_type
    where
        shares.counting_policy = 'openings' and shares.group_kind = 'all' and shares.basis = 'text'
        and shares.attribute_kind = 'role_type'
    group by shares.source
    union all
    select
        'pairs are those of the bridge' as expectation,
        pairs.source,
        sum(pairs.population_n) as reported,
        sum(facts.n) as counted
    from {{ ref('rpt_skill_pairs') }} as pairs
    inner join skill_openings as facts on pairs.source = facts.source and pairs.skill_id = facts.skill_id
    where pairs.counting_policy = 'openings'
    group by pairs.source
    union all
    select
        'compared role types are those of the bridge' as expectation,
        compared.source,
        sum(compared.first_n) as reported,
        sum(coalesce(facts.n, 0)) as counted
    from {{ ref('rpt_skill_comparison') }} as compared
    left join role_type_skills as facts
        on
            compared.source = facts.source
            and compared.first_group = facts.role_type
            and compared.skill_id = facts.skill_id
    where compared.counting_policy = 'postings' and compared.group_kind = 'role_type'
    group by compared.source
    union all
    select
        'the path covers every opening' as expectation,
        path.source,
        max(path.population_n) as reported,
        max(facts.n) as counted
    from {{ ref('rpt_skill_path') }} as path
    inner join openings as facts on path.source = facts.source
    where path.counting_policy = 'openings' and path.role_type = 'all'
    group by path.source
    union all
    select
        'levels have the pay of the facts' as expectation,
        pay.source,
        sum(pay.n) as reported,
        sum(facts.n) as counted
    from {{ ref('rpt_pay_by') }} as pay
    inner join level_pay as facts on pay.source = facts.source and pay.dimension_value = facts.level
    where pay.pay_dimension = 'level'
    group by pay.source
    union all
    select
        'medians of ten companies or more have an interval' as expectation,
        source,
        count(case when pay_median_usd_low <= pay_median_usd_high then 1 end) as reported,
        count(case when company_n >= 10 then 1 end) as counted
    from {{ ref('rpt_pay_by') }}
    group by source
    union all
    select
        'companies have the postings of the facts' as expectation,
        profiles.source,
        sum(profiles.posting_count) as reported,
        max(facts.n) as counted
    from {{ ref('rpt_company_profiles') }} as profiles
    inner join company_postings as facts on profiles.source = facts.source
    group by profiles.source

)

select * from expectations
where reported <> counted
