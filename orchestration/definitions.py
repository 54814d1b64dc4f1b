"""The code location that `workspace.yaml` loads. Reading the dbt manifest is the one thing done at import."""

from orchestration.defs.graph import build_defs

defs = build_defs()
