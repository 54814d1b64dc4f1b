"""From documents to observations, annotations and rejects, and deduplication within a snapshot."""
