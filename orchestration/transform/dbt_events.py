"""dbt's events, of which this program reads none below a warning.

dbt composes a message for every query and every node even where nobody listens, a seventh of the CPU of
a build. What dbt has to say about a node comes back in its results (`orchestration/transform/dbt_runner.py`).
"""

from typing import Any

from dbt_common.events.base_types import BaseEvent, EventLevel
from dbt_common.events.event_manager import EventManager
from dbt_common.events.event_manager_client import ctx_set_event_manager

READ = frozenset({EventLevel.WARN, EventLevel.ERROR})


class WarningsOnly(EventManager):
    """An event manager that lets events below a warning fall before their message is composed."""

    def fire_event(self, e: BaseEvent, level: EventLevel | None = None, *rest: Any, **named: Any) -> None:  # noqa: ANN401
        """Pass warnings and errors on; everything else has no reader."""
        if (level or e.level_tag()) in READ:
            super().fire_event(e, level, *rest, **named)


def listen_to_warnings_only() -> None:
    """Make dbt use this event manager in this process."""
    ctx_set_event_manager(WarningsOnly())
