select
    figure_number,
    report_line,
    section,
    figure_name,
    published_value,
    unit,
    published_denominator,
    decimals,
    coalesce(rounded_to, power(10, -decimals)) as rounded_to,
    confirmed_above,
    rule,
    population,
    subject,
    meaning
from {{ ref('stg_published_report__figures') }}
