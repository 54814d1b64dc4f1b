-- A list of one concept is a value of the attribute 'term'; a list of buckets is an attribute, each bucket a value.
select
    case when bucket is null then 'term' else term_list end as attribute,
    coalesce(bucket, term_list) as value,
    coalesce(cast(bucket_rank as bigint), 1) as value_rank,
    haystack,
    match,
    needle
from {{ ref('published_report_term') }}
