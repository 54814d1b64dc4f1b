select
    company_key,
    company_name,
    company_base_name,
    stage,
    company_size as size,
    case
        when company_size is null then 'unstated'
        when company_size <= 10 then '1-10'
        when company_size <= 50 then '11-50'
        when company_size <= 200 then '51-200'
        when company_size <= 1000 then '201-1000'
        when company_size <= 5000 then '1001-5000'
        when company_size <= 10000 then '5001-10000'
        else '10001+'
    end as size_band,
    spelling_count
from {{ ref('int_companies__members') }}
