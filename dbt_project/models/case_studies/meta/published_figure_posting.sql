with

members as (

    select
        source,
        figure_number,
        reading,
        posting_id,
        cast(sum(entry_count) as bigint) as entry_count
    from {{ ref('int_published_report__members') }}
    group by source, figure_number, reading, posting_id

)

select
    members.source,
    members.figure_number,
    members.reading,
    members.posting_id,
    members.entry_count,
    case when figures.meaning is not null and postings.is_text_analysed then named.posting_id is not null end
        as is_named_in_text
from members
inner join {{ ref('published_figure') }} as figures on members.figure_number = figures.figure_number
inner join {{ ref('int_published_report__postings') }} as postings on members.posting_id = postings.posting_id
left join {{ ref('int_published_report__attributes') }} as named
    on
        members.posting_id = named.posting_id
        and named.attribute = 'skill_named'
        and figures.meaning = named.value
