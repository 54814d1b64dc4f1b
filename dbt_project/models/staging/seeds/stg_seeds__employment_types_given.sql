with

employment_type_given_rows as (

    {{ seed_rows('employment_type_given') }}

)

select
    employment_type_given,
    employment_type
from employment_type_given_rows
