"""One line a person reads while a build works; silent unless a command asked for it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

_listeners: list[Callable[[str], None]] = []


def say(line: str) -> None:
    """Tell whoever listens; without a listener (Dagster's own processes) nothing is printed."""
    for listener in _listeners:
        listener(line)


@contextmanager
def heard_by(listener: Callable[[str], None]) -> Iterator[None]:
    """Let `listener` hear every line said inside."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)
