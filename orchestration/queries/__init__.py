"""Questions to a data directory or its publication: status, SQL, explain, next skill, taxonomy diff, doctor.

Not here: how the answers are printed (`orchestration/cli/`).
"""
