"""Telemetry off: the environment variables that keep dbt, Great Expectations and others from sending usage data.

Not here: Dagster's switch, which is in its settings (`dagster_instance.py`).
"""

import os

TELEMETRY_OFF = {
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
}


def forbid_telemetry() -> None:
    """Set the variables for this process and its children, whatever their values were."""
    os.environ.update(TELEMETRY_OFF)
