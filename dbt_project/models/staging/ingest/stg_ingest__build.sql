select rules_fingerprint
from {{ source('ingest', 'build') }}
