"""What dbt's `adapter` is to the SQL linter: a dispatched macro becomes a call of itself on its first argument."""

from collections.abc import Callable


def dispatch(macro_name: str, macro_namespace: str | None = None) -> Callable[..., str]:
    """A macro that renders to `name(argument)`, which the linter can parse."""
    return lambda *arguments: f"{macro_name}({arguments[0]})" if arguments else macro_name
