-- A role is a title without its seniority; where two titles of a role fall into two families, the first one is it.
select
    role_key,
    min(role_name) as role_name,
    min(title_family) as title_family,
    cast(count(*) as bigint) as title_count
from {{ ref('int_titles__roles') }}
group by role_key
