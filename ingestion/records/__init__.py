"""From documents to records of postings, annotations and rejects; which of several records counts."""
