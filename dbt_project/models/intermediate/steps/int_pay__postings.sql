-- Like is compared with like: postings of one level and country. A country is compared with others at one level, and a
-- level with others in one country. What is read from a text is compared among postings whose text was analysed.
{% set comparisons = {
    'country': ['level'], 'level': ['country'], 'posting': ['level', 'country'], 'text': ['level', 'country'],
} %}
with

postings as (

    select
        postings.source,
        postings.posting_id,
        postings.is_text_analysed,
        postings.level,
        coalesce(locations.country, 'unstated') as country,
        {{ number_key(['coalesce(postings.company_key, postings.posting_id)']) }} as company_number,
        {{ pay_middle_usd('postings') }} as pay_usd
    from {{ ref('fct_posting') }} as postings
    left join {{ ref('dim_location') }} as locations on postings.location_key = locations.location_key

),

-- Each posting stands twice: among those of its level, and among those of any.
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

)

{% for comparison, cell in comparisons.items() %}
    select
        source,
        posting_id,
        '{{ comparison }}' as comparison,
        group_level,
        {{ number_key(['source', "'" ~ comparison ~ "'", 'group_level'] + cell) }} as cell_number,
        company_number,
        pay_usd
    from leveled
    {% if comparison == 'level' %}
        where group_level = 'any'
    {% elif comparison == 'text' %}
        where is_text_analysed
    {% endif %}
    {{ 'union all' if not loop.last }}
{% endfor %}
