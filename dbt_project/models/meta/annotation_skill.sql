with

labels as (

    select
        annotation_id,
        posting_id,
        {{ unnest_with_position('skills', 'label', 'label_position') }}
    from {{ ref('stg_ingest__annotations') }}

)

select
    labels.annotation_id,
    labels.posting_id,
    cast(label_position as bigint) as label_position,
    label.category,
    label.skill
from labels
