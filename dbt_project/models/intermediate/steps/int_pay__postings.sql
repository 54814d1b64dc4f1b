-- Postings are compared within one level and country. A country is compared with others at one level, and a
-- level with others in one country. What is read from a text is compared among postings whose text was analysed.
{% set comparisons = {
    'country': ['level'], 'level': ['country'], 'posting': ['level', 'country'], 'text': ['level', 'country'],
} %}
{% set company = 'coalesce(postings.company_key, postings.posting_id)' %}
with

postings as (

    select
        postings.source,
        postings.posting_id,
        postings.is_text_analysed,
        postings.level,
        coalesce(locations.country, 'unstated') as country,
        -- In the order of a hash: the intervals of medians draw companies in the order of their numbers.
        cast(dense_rank() over (
            order by {{ number_hash([company]) }}, {{ company }}
        ) as ubigint) as company_number,
        row_number() over (order by postings.posting_id) as posting_number,
        {{ pay_middle_usd('postings') }} as pay_usd
    from {{ ref('fct_posting') }} as postings
    left join {{ ref('dim_location') }} as locations on postings.location_key = locations.location_key

),

-- Each posting has two rows: among those of its level, and among those of any.
leveled as (

    select
        *,
        'any' as group_level
    from postings
    union all
    select
        *,
        level as group_level
    from postings

),

compared as (

    {% for comparison, cell in comparisons.items() %}
        select
            *,
            '{{ comparison }}' as comparison,
            {{ 'level' if 'level' in cell else "''" }} as cell_level,
            {{ 'country' if 'country' in cell else "''" }} as cell_country
        from leveled
        {% if comparison == 'level' %}
            where group_level = 'any'
        {% elif comparison == 'text' %}
            where is_text_analysed
        {% endif %}
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

cells as (

    select
        source,
        comparison,
        group_level,
        cell_level,
        cell_country,
        row_number() over (order by source, comparison, group_level, cell_level, cell_country) as cell_number
    from compared
    group by source, comparison, group_level, cell_level, cell_country

)

select
    compared.source,
    compared.posting_id,
    compared.posting_number,
    compared.comparison,
    compared.group_level,
    cells.cell_number,
    compared.company_number,
    compared.pay_usd
from compared
inner join cells
    on
        compared.source = cells.source
        and compared.comparison = cells.comparison
        and compared.group_level = cells.group_level
        and compared.cell_level = cells.cell_level
        and compared.cell_country = cells.cell_country
