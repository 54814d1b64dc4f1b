select
    rule,
    reading,
    measure,
    counted,
    trait,
    value,
    of_trait,
    of_value,
    of_words,
    words
from {{ ref('published_report_rule') }}
