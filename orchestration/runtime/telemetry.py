"""Nothing about a person's machine leaves it: the switches of every tool that would call home."""

import os

TELEMETRY_OFF = {
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
}


def forbid_telemetry() -> None:
    """Set the switches for this process and its children, whatever the environment said before."""
    os.environ.update(TELEMETRY_OFF)
