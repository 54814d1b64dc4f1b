"""Dagster's instance in a data directory: its history on disk, telemetry off, one run at a time.

Here: the settings that Dagster reads, and runs that a killed build left behind. Not here: what a run does
(`orchestration/defs/`) or how its events are stored (`event_log.py`).
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from ingestion.storage.layout import Layout
from orchestration.runtime.progress import LOGGER

if TYPE_CHECKING:
    import dagster as dg

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
    """Make the folder of Dagster's history, telemetry off; returns it (DAGSTER_HOME)."""
    layout.dagster_home.mkdir(parents=True, exist_ok=True)
    settings = layout.dagster_home / "dagster.yaml"
    # Written again each time: it names the folder, and a data directory may have been moved.
    history = json.dumps(str(layout.dagster_home / "history" / "runs"))
    settings.write_text(INSTANCE_SETTINGS.format(history=history, logger=LOGGER), encoding="utf-8")
    return layout.dagster_home


def end_dead_runs(instance: "dg.DagsterInstance") -> None:
    """Mark the runs of killed builds as failed: this process holds the lock, so none of them lives.

    A run left as started would keep every run of the user interface waiting behind it.
    """
    import dagster as dg

    unfinished = [dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.NOT_STARTED]
    for run in instance.get_runs(dg.RunsFilter(statuses=unfinished, tags=COMMAND_TAG)):
        instance.report_run_failed(run, "The build was killed before it ended.")
