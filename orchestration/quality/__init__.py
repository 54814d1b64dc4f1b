"""Quality: what must hold of the files that a build writes, and whether every check of it was evaluated.

Here: the expectations of each table, their evaluation, and the gate before publishing. Not here: how they appear in
Dagster (`orchestration/defs/asset_checks.py`), and the tests of the dbt models (beside the models).
"""
