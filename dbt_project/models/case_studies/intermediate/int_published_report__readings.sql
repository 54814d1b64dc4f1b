-- What each figure counts in each reading. A reading that no seed row defines is left out: it cannot be stated.
with

wanted as (

    select
        figures.figure_number,
        rules.reading,
        rules.measure,
        rules.counted,
        figures.population,
        rules.attribute,
        coalesce(
            rules.value,
            case
                when rules.reading = 'as_published' then figures.subject else coalesce(figures.meaning, figures.subject)
            end,
            'yes'
        ) as value,
        rules.of_attribute,
        coalesce(
            rules.of_value,
            case when rules.reading = 'as_published' then figures.of_subject else figures.of_meaning end,
            figures.subject
        ) as of_value,
        coalesce(
            rules.of_words, case
                when rules.measure = 'ratio' then 'with ' || figures.of_subject
                when figures.population = 'all' then 'labelled postings'
                else 'postings labelled ' || figures.population
            end
        ) as population_words,
        case when rules.measure = 'threshold' then cast(figures.subject as double) end as threshold,
        rules.words as rule_words
    from {{ ref('stg_published_report__figures') }} as figures
    inner join {{ ref('stg_published_report__rules') }} as rules on figures.rule = rules.rule

)

select
    figure_number,
    reading,
    measure,
    counted,
    population,
    attribute,
    {{ published_value('attribute', 'value') }} as value,
    of_attribute,
    case when of_attribute is not null then {{ published_value('of_attribute', 'of_value') }} end as of_value,
    threshold,
    population_words,
    rule_words
from wanted
where
    attribute not in ('as_published_combination', 'corrected_combination', 'text_combination', 'flag_by_title')
    or exists (
        select 1
        from {{ ref('stg_published_report__combinations') }} as combinations
        where combinations.combination = wanted.value and combinations.reading = wanted.reading
    )
    or exists (
        select 1
        from {{ ref('stg_published_report__terms') }} as terms
        where terms.attribute = wanted.attribute and terms.value = wanted.value
    )
