with

topic_rows as (

    {{ seed_rows('topic') }}

)

select
    topic_kind,
    topic_id,
    topic_name
from topic_rows
