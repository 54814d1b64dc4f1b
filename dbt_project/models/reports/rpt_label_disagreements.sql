-- A few examples of each kind, drawn by a hash and not chosen; the words are those of the first mention.
{% set examples, least_n = 3, 10 %}
with

frequent as (

    select
        labels.source,
        labels.skill_id,
        skills.skill_name,
        skills.kind as label_kind,
        sum(case when labels.is_labelled <> labels.is_requested then 1 else 0 end) as differ_n
    from {{ ref('bridge_posting_label') }} as labels
    inner join {{ ref('dim_skill') }} as skills on labels.skill_id = skills.skill_id
    group by labels.source, labels.skill_id, skills.skill_name, skills.kind
    having count(*) >= {{ least_n }}

),

disagreements as (

    select
        *,
        case
            when not is_labelled then 'asked for, not labelled'
            when is_named then 'labelled, named but not asked for'
            else 'labelled, named nowhere'
        end as disagreement
    from {{ ref('bridge_posting_label') }}
    where is_labelled <> is_requested

),

drawn as (

    select
        disagreements.*,
        frequent.skill_name,
        frequent.label_kind,
        frequent.differ_n,
        row_number() over (
            partition by disagreements.source, disagreements.skill_id, disagreements.disagreement
            order by {{ hash_key(['disagreements.posting_id', 'disagreements.skill_id']) }}
        ) as place
    from disagreements
    inner join frequent
        on disagreements.source = frequent.source and disagreements.skill_id = frequent.skill_id

),

shown as (

    select * from drawn
    where place <= {{ examples }}

),

first_mentions as (

    select
        mentions.version_id,
        mentions.canonical_id as skill_id,
        mentions.matched_text,
        mentions.section,
        mentions.strength,
        mentions.rule_id,
        mentions.start_offset,
        mentions.end_offset,
        row_number() over (
            partition by mentions.version_id, mentions.canonical_id
            order by mentions.start_offset, mentions.end_offset, mentions.rule_id
        ) as place
    from {{ ref('posting_mention') }} as mentions
    inner join shown on mentions.version_id = shown.version_id and mentions.canonical_id = shown.skill_id
    where mentions.kind = 'skill'

)

select
    shown.source,
    shown.label_kind,
    shown.skill_id,
    shown.skill_name,
    shown.disagreement,
    cast(shown.differ_n as bigint) as differ_n,
    cast(shown.place as bigint) as place,
    shown.posting_id,
    companies.company_name,
    shown.label_words,
    first_mentions.matched_text,
    first_mentions.section,
    first_mentions.strength,
    first_mentions.rule_id,
    first_mentions.start_offset,
    first_mentions.end_offset,
    replace(
        substr(versions.version_text, cast(greatest(first_mentions.start_offset - 39, 1) as bigint), 90), chr(10), ' '
    ) as example_words
from shown
inner join {{ ref('fct_posting') }} as postings on shown.posting_id = postings.posting_id
left join {{ ref('dim_company') }} as companies on postings.company_key = companies.company_key
left join first_mentions
    on
        shown.version_id = first_mentions.version_id
        and shown.skill_id = first_mentions.skill_id
        and first_mentions.place = 1
left join {{ ref('posting_version') }} as versions on first_mentions.version_id = versions.version_id
order by
    shown.source asc, shown.differ_n desc, shown.skill_name asc, shown.disagreement asc, shown.place asc
