-- The verdict and its reason are made of the numbers alone, so they move when the labels or the texts do.
{% set readings = ['as_published', 'corrected', 'text'] %}
{% set of_reading = {
    'value': 'value', 'n': 'n', 'population_n': 'population_n', 'population_words': 'population',
    'rule_words': 'words', 'value_low': 'low', 'value_high': 'high', 'value_clustered_low': 'clustered_low',
    'value_clustered_high': 'clustered_high',
} %}
{% set published_name = {
    'population': 'denominator', 'low': 'interval_low', 'high': 'interval_high',
    'clustered_low': 'interval_clustered_low', 'clustered_high': 'interval_clustered_high',
} %}
with

unsupported as (

    select
        source,
        figure_number,
        cast(count(is_named_in_text) as bigint) as labelled_n,
        cast(sum(case when not is_named_in_text then 1 else 0 end) as bigint) as labelled_without_text_n
    from {{ ref('published_figure_posting') }}
    where reading = 'as_published' and is_named_in_text is not null
    group by source, figure_number

),

joined as (

    select
        as_published.source,
        figures.*,
        case figures.unit when 'percent' then ' %' else '' end as unit_sign,
        case
            when figures.published_value = round(figures.published_value)
                then {{ figure_words('figures.published_value', '0') }}
            else {{ figure_words('figures.published_value', '1') }}
        end as published_words,
        {% for reading in readings %}
            {% for column, name in of_reading.items() %}
                {{ reading }}.{{ column }} as {{ reading }}_{{ name }},
            {% endfor %}
        {% endfor %}
        as_published.group_words,
        coalesce(text.value_clustered_low, text.value_low) as text_surely_low,
        coalesce(text.value_clustered_high, text.value_high) as text_surely_high,
        unsupported.labelled_n,
        unsupported.labelled_without_text_n,
        case
            when as_published.value is null then 'not derivable'
            when figures.confirmed_above is not null
                then case when as_published.value > figures.confirmed_above then 'confirmed' else 'differs' end
            when
                abs(
                    round(as_published.value / figures.rounded_to) * figures.rounded_to - figures.published_value
                ) < 1e-6
                then 'confirmed'
            else 'differs'
        end as verdict
    from {{ ref('published_figure') }} as figures
    inner join {{ ref('published_figure_reading') }} as as_published
        on figures.figure_number = as_published.figure_number and as_published.reading = 'as_published'
    {% for reading in readings[1:] %}
        left join {{ ref('published_figure_reading') }} as {{ reading }}
            on
                as_published.source = {{ reading }}.source
                and figures.figure_number = {{ reading }}.figure_number
                and {{ reading }}.reading = '{{ reading }}'
    {% endfor %}
    left join unsupported
        on as_published.source = unsupported.source and figures.figure_number = unsupported.figure_number

),

stated as (

    select
        *,
        'The report''s rule (' || as_published_words || ') gives '
        || coalesce(
            {{ reading_words('as_published') }} || coalesce(' (' || group_words || ')', ''),
            'nothing, as there are no ' || as_published_population
        )
        || case
            when verdict = 'not derivable' then ''
            when confirmed_above is not null
                then
                    case verdict when 'confirmed' then ', above ' else ', not above ' end
                    || {{ figure_words('confirmed_above', '0') }} || unit_sign || ' as was claimed'
            when verdict = 'differs' then ', not ' || published_words || unit_sign
            when abs(round(as_published_value, cast(decimals as integer)) - published_value) > 1e-6
                then ', published as ' || published_words || unit_sign
            else ''
        end
        || '.' as rule_sentence,
        case
            when corrected_value is null then ''
            when abs(corrected_value - as_published_value) < 1e-6 and corrected_population_n = as_published_population_n
                then ' Corrected (' || corrected_words || ') it stays the same.'
            else ' Corrected (' || corrected_words || '): ' || {{ reading_words('corrected') }} || '.'
        end as corrected_sentence,
        case
            when text_value is null then ' The postings'' text does not tell it.'
            else
                ' From the text (' || text_words || '): ' || {{ reading_words('text') }}
                || coalesce(
                    '; the published value lies '
                    || case
                        when published_value < text_surely_low then 'below'
                        when published_value > text_surely_high then 'above'
                        else 'inside'
                    end
                    || ' the interval, ' || {{ figure_words('text_surely_low', 'decimals') }} || ' to '
                    || {{ figure_words('text_surely_high', 'decimals') }} || unit_sign, ''
                )
                || '.'
        end as text_sentence,
        case
            when labelled_without_text_n > 0
                then
                    ' Of the ' || cast(labelled_n as varchar) || ' postings that the report''s rule counts, '
                    || cast(labelled_without_text_n as varchar) || ' do not name it anywhere in their text.'
            else ''
        end as unsupported_sentence
    from joined

)

select
    source,
    figure_number,
    section,
    figure_name,
    unit,
    published_value,
    round(as_published_value, cast(decimals as integer)) as as_published_value,
    round(corrected_value, cast(decimals as integer)) as corrected_value,
    round(text_value, cast(decimals as integer)) as text_value,
    case
        when text_value is not null then 'text' when corrected_value is not null then 'corrected' else 'as_published'
    end as reading,
    {% for column in ['n', 'population_n', 'population', 'low', 'high', 'clustered_low', 'clustered_high'] %}
        case
            when text_value is not null then text_{{ column }}
            when corrected_value is not null then corrected_{{ column }}
            else as_published_{{ column }}
        end as {{ published_name.get(column, column) }},
    {% endfor %}
    labelled_n,
    labelled_without_text_n,
    verdict,
    rule_sentence || corrected_sentence || text_sentence || unsupported_sentence as reason
from stated
order by source, figure_number
