with

wordings as (

    select * from {{ ref('int_postings__wordings') }}

),

firsts as (

    select * from wordings
    where wording_rank = 1

),

links as (

    -- Within a wording every posting is linked to the one that was seen first.
    select
        wordings.posting_id,
        firsts.posting_id as linked_posting_id,
        case when wordings.version_id is null then 'same_title' else 'same_text' end as link_kind,
        cast(case when wordings.version_id is not null then 1.0 end as double) as likeness
    from wordings
    inner join firsts on wordings.wording_id = firsts.wording_id
    where wordings.wording_rank > 1

    union all

    select
        later.posting_id,
        earlier.posting_id as linked_posting_id,
        links.link_kind,
        links.likeness
    from {{ ref('int_wordings__links') }} as links
    inner join firsts as earlier on links.earlier_wording_id = earlier.wording_id
    inner join firsts as later on links.wording_id = later.wording_id

)

select
    links.posting_id,
    links.linked_posting_id,
    postings.opening_id,
    links.link_kind,
    links.likeness,
    case links.link_kind
        when 'same_text' then 'The same company posts the same text, with the same level in the title.'
        when 'same_title' then 'The same company posts the same title, and neither has a text to compare.'
        when 'near_text' then 'The same company posts nearly the same text, with the same level in the title.'
        else 'Another company posts the same title with nearly the same text.'
    end as reason
from links
inner join {{ ref('fct_posting') }} as postings on links.posting_id = postings.posting_id
