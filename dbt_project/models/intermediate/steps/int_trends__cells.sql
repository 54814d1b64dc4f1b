-- Numbered, since every company of a cell meets every value of it.
{% set kinds = {
    'role_type': 'role_type', 'level': 'level', 'work_mode': 'work_mode', 'pay': 'pay', 'skill': 'version_id',
} %}
with

stated as (

    {% for kind, field in kinds.items() %}
        {{ stated_in_pairs(kind, field) }}
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

{{ trend_cells('stated') }}

select
    company_cells.pair_number,
    company_cells.cell,
    company_cells.direction,
    company_cells.company_number,
    company_cells.posting_n,
    cast(weights.cell_n as bigint) as cell_n,
    weights.unit_weight
from company_cells
inner join weights
    on
        company_cells.pair_number = weights.pair_number
        and company_cells.cell = weights.cell
        and company_cells.direction = weights.direction
