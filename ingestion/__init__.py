"""From documents to typed, evidenced Parquet: sources, records, text, mentions.

Everything here is a plain function that would make sense without Dagster. What counts
(duplicates, roles, shares) is decided in `dbt_project/`; when things run is decided in
`orchestration/`, which imports this package and is never imported by it.
"""
