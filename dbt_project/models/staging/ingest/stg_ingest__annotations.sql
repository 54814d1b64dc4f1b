select
    annotation_id,
    posting_id,
    external_id,
    source,
    snapshot_on,
    document_id,
    uri,
    annotated_at,
    title,
    company,
    company_stage,
    role_type,
    role_reason,
    is_customer_facing,
    is_management,
    skills
from {{ source('ingest', 'annotations') }}
