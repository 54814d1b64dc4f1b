select
    source,
    figure_number,
    reading,
    value,
    sum(entry_count) as entry_count,
    rank() over (partition by source, figure_number, reading order by sum(entry_count) desc) as entry_rank
from {{ ref('int_published_report__members') }}
group by source, figure_number, reading, value
