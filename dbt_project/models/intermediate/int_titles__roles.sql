-- One row per title as given: the role it names without seniority, and the family of that role.
with

titles as (

    select distinct title from {{ ref('int_postings__current') }}

),

named as (

    select
        title,
        coalesce(nullif({{ role_base_name('title') }}, ''), lower(title)) as role_name,
        ' ' || {{ replace_all("lower(title)", '[^a-z0-9/]+', ' ') }} || ' ' as padded_title
    from titles

),

matched as (

    select
        named.title,
        families.title_family,
        row_number() over (partition by named.title order by families.family_rank) as family_rank
    from named
    inner join {{ ref('stg_seeds__title_families') }} as families
        on
            contains(
                named.padded_title,
                ' ' || {{ replace_all("families.title_phrase", '[^a-z0-9/]+', ' ') }} || ' '
            )

)

select
    named.title,
    named.role_name,
    {{ hash_key(['named.role_name']) }} as role_key,
    coalesce(matched.title_family, 'Other') as title_family
from named
left join matched
    on
        named.title = matched.title
        and matched.family_rank = 1
