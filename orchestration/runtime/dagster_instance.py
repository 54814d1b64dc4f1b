"""Dagster's instance in a data directory: its history on disk, telemetry off, one run at a time.

Here: the settings that Dagster reads, and ending the runs that a killed build left as started. Not here: what a run
does (`orchestration/defs/`) or how its events are stored (`event_log.py`).
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from ingestion.storage.layout import Layout
from orchestration.runtime.progress import LOGGER

if TYPE_CHECKING:
    import dagster as dg

# The tag of the runs that `warehouse build` starts. Runs of the user interface have a process that watches them.
COMMAND_TAG = {"warehouse/command": "build"}
INSTANCE_SETTINGS = """\
# Written by the warehouse. Nothing is sent anywhere; one run at a time, because the warehouse has one writer.
telemetry:
  enabled: false
concurrency:
  runs:
    max_concurrent_runs: 1
event_log_storage:
  module: orchestration.runtime.event_log
  class: SharedEngineEventLogStorage
  config:
    base_dir: {history}
python_logs:
  managed_python_loggers: [{logger}]
"""


def prepare_instance(layout: Layout) -> Path:
    """Make the folder of Dagster's history and its settings; return the folder, which becomes DAGSTER_HOME."""
    layout.dagster_home.mkdir(parents=True, exist_ok=True)
    settings = layout.dagster_home / "dagster.yaml"
    # Written again for each build: the settings contain an absolute path, and a data directory may have been moved. The
    # path is quoted as JSON, which is YAML too, because some characters of a path would end a plain YAML string.
    history = json.dumps(str(layout.dagster_home / "history" / "runs"))
    settings.write_text(INSTANCE_SETTINGS.format(history=history, logger=LOGGER), encoding="utf-8")
    return layout.dagster_home


def end_dead_runs(instance: "dg.DagsterInstance") -> None:
    """Mark the unfinished runs of earlier builds as failed. The caller holds the build's lock, so none is running."""
    # Imported here: most commands that import this module need no Dagster, whose import takes long.
    import dagster as dg

    # With one run at a time, a run left as started would keep every run of the user interface in the queue.
    unfinished = [dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.NOT_STARTED]
    for run in instance.get_runs(dg.RunsFilter(statuses=unfinished, tags=COMMAND_TAG)):
        instance.report_run_failed(run, "The build was killed before it ended.")
