-- The verdict and its reason are made of the numbers alone, so they move when the labels or the texts do.
with

figures as (

    select
        readings.source,
        figures.*,
        case figures.unit when 'percent' then ' %' else '' end as unit_sign,
        case
            when figures.published_value = round(figures.published_value)
                then {{ figure_words('figures.published_value', '0') }}
            else {{ figure_words('figures.published_value', '1') }}
        end as published_words,
        readings.value as as_published_value,
        round(readings.value / figures.rounded_to) * figures.rounded_to as as_published_rounded,
        readings.n as as_published_n,
        readings.population_n as as_published_population_n,
        readings.population_words as as_published_population,
        readings.rule_words as as_published_words,
        readings.group_words,
        readings.value_low as as_published_low,
        readings.value_high as as_published_high,
        readings.value_clustered_low as as_published_clustered_low,
        readings.value_clustered_high as as_published_clustered_high
    from {{ ref('published_figure') }} as figures
    inner join {{ ref('published_figure_reading') }} as readings
        on figures.figure_number = readings.figure_number and readings.reading = 'as_published'

),

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
        figures.*,
        corrected.value as corrected_value,
        corrected.n as corrected_n,
        corrected.population_n as corrected_population_n,
        corrected.population_words as corrected_population,
        corrected.rule_words as corrected_words,
        corrected.value_low as corrected_low,
        corrected.value_high as corrected_high,
        corrected.value_clustered_low as corrected_clustered_low,
        corrected.value_clustered_high as corrected_clustered_high,
        texts.value as text_value,
        texts.n as text_n,
        texts.population_n as text_population_n,
        texts.population_words as text_population,
        texts.rule_words as text_words,
        texts.value_low as text_low,
        texts.value_high as text_high,
        texts.value_clustered_low as text_clustered_low,
        texts.value_clustered_high as text_clustered_high,
        coalesce(texts.value_clustered_low, texts.value_low) as text_surely_low,
        coalesce(texts.value_clustered_high, texts.value_high) as text_surely_high,
        unsupported.labelled_n,
        unsupported.labelled_without_text_n,
        case
            when figures.as_published_value is null then 'not derivable'
            when figures.confirmed_above is not null
                then case when figures.as_published_value > figures.confirmed_above then 'confirmed' else 'differs' end
            when abs(figures.as_published_rounded - figures.published_value) < 1e-6 then 'confirmed'
            else 'differs'
        end as verdict
    from figures
    left join {{ ref('published_figure_reading') }} as corrected
        on
            figures.source = corrected.source
            and figures.figure_number = corrected.figure_number
            and corrected.reading = 'corrected'
    left join {{ ref('published_figure_reading') }} as texts
        on
            figures.source = texts.source
            and figures.figure_number = texts.figure_number
            and texts.reading = 'text'
    left join unsupported
        on figures.source = unsupported.source and figures.figure_number = unsupported.figure_number

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
    {% for column, name in [
        ('n', 'n'), ('population_n', 'population_n'), ('population', 'denominator'), ('low', 'interval_low'),
        ('high', 'interval_high'), ('clustered_low', 'interval_clustered_low'),
        ('clustered_high', 'interval_clustered_high'),
    ] -%}
        case
            when text_value is not null then text_{{ column }}
            when corrected_value is not null then corrected_{{ column }}
            else as_published_{{ column }}
        end as {{ name }},
    {% endfor -%}
    labelled_n,
    labelled_without_text_n,
    verdict,
    rule_sentence || corrected_sentence || text_sentence || unsupported_sentence as reason
from stated
order by source, figure_number
