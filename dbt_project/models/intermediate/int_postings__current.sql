-- One row per posting: each field from the best record type that has it, the newest of equal ones.
{{ resolved_fields(['posting_id'], 'posting_rank') }}
