"""SQL statements with identifiers and literals put in and quoted.

Here: filling the placeholders of a statement. Not here: values of queries, which are bound as parameters; names,
comments and paths of files cannot be bound, so they are quoted here.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """A string that becomes a literal: `it's` gives `'it''s'`."""

    text: str


@dataclass(frozen=True)
class Raw:
    """SQL that is quoted already and is inserted as it is."""

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
    """Fill the template, each `{placeholder}` quoted: `statement("drop table {t}", t=("a", "b"))`."""
    return template.format_map({name: quote(part) for name, part in parts.items()})
