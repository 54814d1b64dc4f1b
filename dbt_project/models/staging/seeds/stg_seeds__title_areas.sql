with

title_area_rows as (

    {{ seed_rows('title_area') }}

)

select
    title_family,
    work_area
from title_area_rows
