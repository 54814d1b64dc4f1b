"""The Dagster assets and checks: each reads its configuration, calls one function and reports its result."""
