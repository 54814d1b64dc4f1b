with

text_variants as (

    select * from {{ ref('int_postings__text_variants') }}

),

firsts as (

    select * from text_variants
    where text_variant_rank = 1

),

links as (

    -- Within a text variant every posting is linked to the one that was seen first.
    select
        text_variants.posting_id,
        firsts.posting_id as linked_posting_id,
        case when text_variants.version_id is null then 'same_title' else 'same_text' end as link_kind,
        cast(case when text_variants.version_id is not null then 1.0 end as double) as likeness
    from text_variants
    inner join firsts on text_variants.text_variant_id = firsts.text_variant_id
    where text_variants.text_variant_rank > 1

    union all

    select
        later.posting_id,
        earlier.posting_id as linked_posting_id,
        links.link_kind,
        links.likeness
    from {{ ref('int_text_variants__links') }} as links
    inner join firsts as earlier on links.earlier_text_variant_id = earlier.text_variant_id
    inner join firsts as later on links.text_variant_id = later.text_variant_id

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
