"""When things run and what they have to pass: the Dagster graph, its checks, publication and the command.

Judgement over rows is in `dbt_project/`, work on documents in `ingestion/`. Importing this package
switches the telemetry of Dagster, dbt and Great Expectations off, before any of them can be imported.
"""

from orchestration.runtime.telemetry import forbid_telemetry

forbid_telemetry()
