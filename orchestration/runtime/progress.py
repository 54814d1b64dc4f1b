"""One line a person reads while a build works; silent unless a command asked for it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_listeners: list[Callable[[str], None]] = []


def say(line: str) -> None:
    """Tell whoever listens; without a listener (Dagster's own processes) nothing is printed."""
    for listener in _listeners:
        listener(line)


@contextmanager
def heard_by(listener: Callable[[str], None]) -> Iterator[None]:
    """Let `listener` hear every line said inside, each with the seconds since the beginning."""
    began = time.monotonic()

    def hear(line: str) -> None:
        listener(f"{time.monotonic() - began:6.1f} s  {line}")

    _listeners.append(hear)
    try:
        yield
    finally:
        _listeners.remove(hear)
