select
    combination,
    reading,
    cast(clause as bigint) as clause,
    cast(is_wanted as boolean) as is_wanted,
    attribute,
    value
from {{ ref('published_report_combination') }}
