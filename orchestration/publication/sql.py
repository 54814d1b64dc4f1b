"""SQL statements with the names and words of the data in them, safely.

Here: filling a statement's holes with quoted identifiers and literals. Not here: values of queries,
which are bound as parameters. Comments and locations cannot be bound, so they come through here.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """A string that becomes a literal: `it's` gives `'it''s'`."""

    text: str


@dataclass(frozen=True)
class Raw:
    """SQL that this module already made; goes in as it is."""

    sql: str


def quote(part: str | Words | Raw | tuple[str, ...]) -> str:
    """Quote an identifier, a dotted name (a tuple), a literal (`Words`) or a piece of SQL (`Raw`)."""
    if isinstance(part, Raw):
        return part.sql
    if isinstance(part, Words):
        return "'" + part.text.replace("'", "''") + "'"
    names = (part,) if isinstance(part, str) else part
    return ".".join('"' + name.replace('"', '""') + '"' for name in names)


def statement(template: str, **parts: str | Words | Raw | tuple[str, ...]) -> str:
    """Fill the template, each `{hole}` quoted: `statement("drop table {t}", t=("a", "b"))`."""
    return template.format_map({name: quote(part) for name, part in parts.items()})
