-- Where the labels of the published report are, every figure of it has a row, a verdict and a reason.
{{ config(meta={'dagster': {'ref': {'name': 'rpt_published_figures'}}}) }}
with

sources as (

    select distinct source
    from {{ ref('annotation') }}
    where cast(annotated_at as date) = date '{{ var("published_report_labelled_on") }}'

)

select
    sources.source,
    figures.figure_number
from sources
cross join {{ ref('published_figure') }} as figures
left join {{ ref('rpt_published_figures') }} as stated
    on sources.source = stated.source and figures.figure_number = stated.figure_number
where stated.verdict is null or stated.reason is null
