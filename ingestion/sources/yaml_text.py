"""YAML read as words: every scalar stays the text it is, so that no value changes by being read.

Here: the loader that the YAML sources share and its guard. Not here: the keys of any format.
"""

import re

import yaml

_DEEPEST = 1_000
_LARGEST = 100_000
_ALIAS = re.compile(r"[ \t\[,:-]\*[^\s,\]}]")
_NESTED_LINE = re.compile(r"^[ \t]*(?:[-?:] ?){500}", re.MULTILINE)


class NotYaml(ValueError):  # noqa: N818 - the document is at fault, and the caller may still read it
    """The text is not YAML; says where and why in one line."""


class _WordLoader(yaml.CSafeLoader):
    """`location: NO` is Norway and not False, `job_id: 0123` keeps its zero, `2026-02-31` is a note and not a crash."""


_WordLoader.yaml_implicit_resolvers = {
    first: [rule for rule in rules if rule[0] == "tag:yaml.org,2002:null"]
    for first, rules in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def load_documents(text: str) -> list[object]:
    """Return the documents of a file: mappings, lists, strings and None. Raises `NotYaml`."""
    # The parser written in C builds nested values by recursion and ends the process on 100,000 brackets.
    if text.count("[") + text.count("{") > _DEEPEST or _NESTED_LINE.search(text):
        raise NotYaml("it nests too deeply")
    try:
        documents = list(yaml.load_all(text, Loader=_WordLoader))
    except yaml.MarkedYAMLError as error:
        line = f" on line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise NotYaml(f"{error.problem}{line}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise NotYaml(" ".join(str(error).split())[:120]) from error
    # Without an alias nothing is larger than it is written.
    if _ALIAS.search(text) and _written_out(documents, {}) > _LARGEST:
        raise NotYaml("its aliases repeat each other without end")
    return documents


def _written_out(value: object, known: dict[int, int]) -> int:
    """Return how many values there are when every alias is written out; one inside itself counts as too many."""
    if not isinstance(value, dict | list):
        return 1
    if id(value) not in known:
        known[id(value)] = _LARGEST + 1
        parts = [*value.keys(), *value.values()] if isinstance(value, dict) else value
        known[id(value)] = 1 + sum(_written_out(part, known) for part in parts)
    return known[id(value)]
