-- One row per posting and snapshot: each field from the best record type that has it on that day.
{{ resolved_fields(['posting_id', 'snapshot_on'], 'snapshot_rank') }}
