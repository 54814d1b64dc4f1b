-- Kappa is what two readers agree beyond chance (Cohen 1960); F1 is the same whichever of them is taken for the truth.
with

labelled as (

    select
        source,
        count(*) as population_n
    from {{ ref('fct_posting') }}
    where is_text_analysed and posting_id in (select annotations.posting_id from {{ ref('annotation') }} as annotations)
    group by source

),

skills as (

    select
        pairs.source,
        skills.kind as label_kind,
        pairs.skill_id as label_value,
        skills.skill_name as label_name,
        count(*) filter (where pairs.is_labelled) as label_n,
        count(*) filter (where pairs.is_requested) as text_n,
        count(*) filter (where pairs.is_labelled and pairs.is_requested) as both_n,
        count(*) filter (where pairs.is_labelled and not pairs.is_requested and pairs.is_named)
            as label_not_requested_n,
        count(*) filter (where pairs.is_labelled and not pairs.is_requested and not pairs.is_named) as label_unnamed_n
    from {{ ref('bridge_posting_label') }} as pairs
    inner join {{ ref('dim_skill') }} as skills on pairs.skill_id = skills.skill_id
    group by pairs.source, skills.kind, pairs.skill_id, skills.skill_name

),

-- What each company adds to the labels of a skill, and to those that its texts name.
skill_companies as (

    select
        pairs.source,
        pairs.skill_id,
        coalesce(postings.company_key, postings.posting_id) as cluster_key,
        sum(case when pairs.is_requested or pairs.is_named then 1 else 0 end) as named_n,
        count(*) as cluster_n
    from {{ ref('bridge_posting_label') }} as pairs
    inner join {{ ref('fct_posting') }} as postings on pairs.posting_id = postings.posting_id
    where pairs.is_labelled
    group by pairs.source, pairs.skill_id, coalesce(postings.company_key, postings.posting_id)

),

weighted as (

    select
        source,
        skill_id,
        {{ effective_n_of_companies('named_n', 'cluster_n') }} as effective_n,
        cast(sum(case when named_n > 0 then 1 else 0 end) as bigint) as company_n
    from skill_companies
    group by source, skill_id

),

-- What is reported a posting as one of several values: a label of it and the text's.
attributes as (

    select
        postings.source,
        labels.posting_id,
        labels.attribute_kind as label_kind,
        labels.attribute_value as labelled_value,
        texts.attribute_value as text_value
    from {{ ref('bridge_posting_attribute') }} as labels
    inner join {{ ref('bridge_posting_attribute') }} as texts
        on
            labels.posting_id = texts.posting_id
            and labels.attribute_kind = texts.attribute_kind
            and texts.basis = 'text'
    inner join {{ ref('fct_posting') }} as postings on labels.posting_id = postings.posting_id
    where labels.basis = 'annotation' and labels.attribute_kind in ('role_type', 'is_customer_facing', 'is_management')

),

attribute_values as (

    select distinct
        source,
        label_kind,
        unnest([labelled_value, text_value]) as label_value
    from attributes

),

values_of_one as (

    select
        attribute_values.source,
        attribute_values.label_kind,
        attribute_values.label_value,
        attribute_values.label_value as label_name,
        count(*) filter (where attributes.labelled_value = attribute_values.label_value) as label_n,
        count(*) filter (where attributes.text_value = attribute_values.label_value) as text_n,
        count(*) filter (
            where attributes.labelled_value = attribute_values.label_value
            and attributes.text_value = attribute_values.label_value
        ) as both_n,
        null as label_not_requested_n,
        null as label_unnamed_n
    from attribute_values
    inner join
        attributes
        on attribute_values.source = attributes.source and attribute_values.label_kind = attributes.label_kind
    group by attribute_values.source, attribute_values.label_kind, attribute_values.label_value

),

populations as (

    select
        labelled.source,
        kinds.label_kind,
        labelled.population_n
    from labelled
    cross join (values ('technology'), ('practice')) as kinds (label_kind)
    union all
    select
        source,
        label_kind,
        count(*) as population_n
    from attributes
    group by source, label_kind

),

counted as (

    select
        either.*,
        populations.population_n as total_n,
        (populations.population_n - either.label_n - either.text_n + 2 * either.both_n) * 1.0 / populations.population_n
            as agreement_share,
        (
            either.label_n * 1.0 * either.text_n
            + (populations.population_n - either.label_n) * 1.0 * (populations.population_n - either.text_n)
        ) / populations.population_n / populations.population_n as chance_share
    from (
        select * from skills
        union all
        select * from values_of_one
    ) as either
    inner join populations on either.source = populations.source and either.label_kind = populations.label_kind

)

select
    counted.source,
    counted.label_kind,
    counted.label_value,
    counted.label_name,
    counted.total_n,
    counted.label_n,
    counted.text_n,
    counted.both_n,
    counted.label_not_requested_n,
    counted.label_unnamed_n,
    cast(counted.text_n - counted.both_n as bigint) as text_only_n,
    cast(counted.agreement_share as double) as agreement_share,
    cast((counted.agreement_share - counted.chance_share) / nullif(1 - counted.chance_share, 0) as double) as kappa,
    cast(2.0 * counted.both_n / (counted.label_n + counted.text_n) as double) as f1,
    cast(counted.label_n - counted.label_unnamed_n as bigint) as n,
    counted.label_n as population_n,
    {{ share_columns('(counted.label_n - counted.label_unnamed_n)', 'counted.label_n') }},
    weighted.company_n,
    weighted.effective_n,
    {{ clustered_share_columns(
        '(counted.label_n - counted.label_unnamed_n)', 'counted.label_n', 'weighted.effective_n'
    ) }},
    {{ is_small("counted.label_n") }} as is_small
from counted
left join weighted as weighted
    on
        counted.source = weighted.source
        and counted.label_value = weighted.skill_id
        and counted.label_kind in ('technology', 'practice')
order by
    counted.source asc, counted.label_kind asc, counted.label_n desc, counted.text_n desc, counted.label_value asc
