"""YAML with every scalar read as text, so that no value changes when it is read.

Here: the loader that the YAML sources share and its limits. Not here: the keys of any format.

The limits are checked on the parser's events, which cost no memory, before any value is built: a few lines of
aliases to aliases can stand for more values than there is memory, and the C code that builds values ends the
process on deep nesting.
"""

import re

import yaml

_MAX_DEPTH = 100
_MAX_NODES = 250_000
"""Values in a file, each about 600 bytes while it is read; a posting has about 20."""
_MAX_REPEATED = 1_000_000
"""Values and characters that aliases may stand for, all written out."""
_MAX_DIRECTIVES = 100
_DIRECTIVE = re.compile("^%", re.MULTILINE)


class NotYaml(ValueError):  # noqa: N818 - the document is at fault, and the caller may still read it
    """The text is not YAML; the message is one line with the place and the cause."""


class _WordLoader(yaml.CSafeLoader):
    """`location: NO` is Norway and not False, `job_id: 0123` keeps its zero, `2026-02-31` is a note and not a crash."""


_WordLoader.yaml_implicit_resolvers = {
    first: [rule for rule in rules if rule[0] == "tag:yaml.org,2002:null"]
    for first, rules in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
# An explicit tag, `!!int x`, changes nothing either: its own constructor would fail on other words.
_WordLoader.yaml_constructors = {
    **dict.fromkeys(
        (f"tag:yaml.org,2002:{name}" for name in ("str", "bool", "int", "float", "timestamp", "binary", "merge")),
        yaml.CSafeLoader.construct_yaml_str,
    ),
    "tag:yaml.org,2002:null": yaml.CSafeLoader.construct_yaml_null,
    "tag:yaml.org,2002:seq": yaml.CSafeLoader.construct_yaml_seq,
    "tag:yaml.org,2002:map": yaml.CSafeLoader.construct_yaml_map,
    None: yaml.CSafeLoader.construct_undefined,
}


def load_documents(text: str) -> list[object]:
    """Return the documents of a file: mappings, lists, strings and None. Raises `NotYaml`."""
    try:
        _refuse_bombs(text)
        return list(yaml.load_all(text, Loader=_WordLoader))
    except NotYaml:
        raise
    except yaml.MarkedYAMLError as error:
        line = f" on line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise NotYaml(f"{_short_message(error.problem)}{line}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise NotYaml(_short_message(error)) from error


def _short_message(error: object) -> str:
    return " ".join(str(error).split())[:120]


def _refuse_bombs(text: str) -> None:
    """Raise `NotYaml` for a text whose values would not fit into memory or are nested too deeply."""
    if len(_DIRECTIVE.findall(text)) > _MAX_DIRECTIVES:
        raise NotYaml(f"it has more than {_MAX_DIRECTIVES} directives")
    size = _Size()
    # Stops at the first event beyond a limit, before the document is read to its end.
    for event in yaml.parse(text, Loader=_WordLoader):
        size.add(event)


class _Size:
    """The size of the values that the events so far stand for, aliases expanded; raises `NotYaml` beyond limits."""

    def __init__(self) -> None:
        self._open: list[tuple[str | None, int]] = []
        self._by_anchor: dict[str, int] = {}
        self._nodes = self._total = self._repeated = 0

    def add(self, event: yaml.Event) -> None:
        """Count an event; raises `NotYaml`."""
        if isinstance(event, yaml.AliasEvent):
            self._repeat(event)
        elif isinstance(event, yaml.ScalarEvent):
            self._total += 1 + len(event.value)
            self._remember_anchor(event.anchor, 1 + len(event.value))
        elif isinstance(event, yaml.CollectionStartEvent):
            self._total += 1
            self._open.append((event.anchor, self._total))
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = self._open.pop()
            self._remember_anchor(anchor, self._total - before + 1)
        self._nodes += 1
        if len(self._open) > _MAX_DEPTH:
            raise NotYaml("it nests too deeply")
        if self._nodes > _MAX_NODES:
            raise NotYaml(f"it has more than {_MAX_NODES:,} values; split it")

    def _remember_anchor(self, anchor: str | None, size: int) -> None:
        if anchor is not None:
            self._by_anchor[anchor] = size

    def _repeat(self, alias: yaml.AliasEvent) -> None:
        name = alias.anchor or ""
        if any(anchor == name for anchor, _ in self._open):
            raise NotYaml("it contains a value that is a part of itself")
        # The size of what the alias refers to, its own aliases expanded: so nested aliases multiply.
        size = self._by_anchor.get(name, 1)
        self._total += size
        self._repeated += size
        if self._repeated > _MAX_REPEATED:
            raise NotYaml("its aliases stand for more values than can be read; write them out")
