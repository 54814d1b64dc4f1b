select
    rule,
    reading,
    measure,
    counted,
    attribute,
    value,
    of_attribute,
    of_value,
    of_words,
    words
from {{ ref('published_report_rule') }}
