select
    cast(figure_number as bigint) as figure_number,
    cast(report_line as bigint) as report_line,
    section,
    figure_name,
    cast(published_value as double) as published_value,
    unit,
    cast(published_denominator as bigint) as published_denominator,
    cast(decimals as bigint) as decimals,
    cast(rounded_to as double) as rounded_to,
    cast(confirmed_above as double) as confirmed_above,
    population,
    rule,
    subject,
    meaning,
    of_subject,
    of_meaning
from {{ ref('published_report_figure') }}
