"""What Dagster shows of a dbt node beside its name: the table_expectation of a test, the columns and a look at a table.

Here: words and small tables made of a manifest's entries, Arrow schemas and rows. Not here: the assets.
"""

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg
import pyarrow as pa

NOT_MODELLED = {
    "company_focus": "What the labeller says the company does.",
    "content": "The bytes of the document as they came.",
    "content_hash": "Hash of what the record says, by which repeats and conflicts are distinguished.",
    "description_given": "The description as the document has it, markup included.",
    "fetched_at": "When the document was fetched: the time of its file.",
    "media_type": "The media type of its kind; of no known kind, what its name suggests or why it was not read.",
    "responsibilities": "The responsibilities that the labeller lists.",
    "sections": "The sections of the text: name, start and end in code points.",
    "sha256": "SHA-256 of the bytes, in hexadecimal.",
    "size_bytes": "Size of the document in bytes.",
    "tags": "Labels that the document itself carries, such as a board's list of skills.",
    "text": "The title, a blank line and the cleaned description: what mentions point into.",
    "text_hash": "Hash of the text; equal texts of a posting are one version.",
    "use_cases": "The use cases that the labeller lists.",
}
"""Columns of the Parquet tables that no dbt model shows and so describes."""
LONGEST_CELL = 80
LONGEST_BAR = 40
MARKUP = re.compile(r"[\\`*_{}\[\]()#+!|~]")


def describe_test(node: Mapping[str, Any]) -> str:
    """What a dbt test claims, as a sentence: what its file says first, or what its kind and columns mean."""
    told = str(node.get("description") or "")
    if told:
        return told
    kind = (node.get("test_metadata") or {}).get("name")
    if kind is None:
        lines = str(node.get("raw_code") or "").strip().splitlines()
        return lines[0].removeprefix("--").strip() if lines and lines[0].startswith("--") else str(node["name"])
    given = node["test_metadata"]["kwargs"]
    model = str(node.get("attached_node") or "").rsplit(".", 1)[-1]
    columns = ", ".join(given.get("columns") or [str(given.get("column_name") or "")])
    sentences = {
        "is_key": f"{columns} is filled in and occurs once in {model}.",
        "is_filled": f"{columns} is filled in in every row of {model}.",
        "relationships": f"Every {columns} of {model} is a {given.get('field')} of {_named(given.get('to'))}.",
        "accepted_values": f"{columns} of {model} is one of {', '.join(map(str, given.get('values') or []))}.",
    }
    return sentences.get(kind, f"{kind} holds for {columns} of {model}.")


def with_columns(spec: dg.AssetSpec, schemas: Mapping[str, pa.Schema], manifest: Mapping[str, Any]) -> dg.AssetSpec:
    """Add the columns of an asset that ingestion writes: types by its schema, words by its source or by its name.

    One quantity has one name and one description everywhere, so the words of a model's column hold here too.
    """
    name = spec.key.path[-1]
    read = [one for one in manifest["sources"].values() if one["name"] == name]
    told = NOT_MODELLED | {
        column: entry["description"]
        for one in [*manifest["nodes"].values(), *read]
        for column, entry in one["columns"].items()
        if entry.get("description")
    }
    columns = [dg.TableColumn(column.name, str(column.type), told.get(column.name)) for column in schemas[name]]
    return spec.merge_attributes(metadata={"dagster/column_schema": dg.TableSchema(columns)})


def preview(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> dg.MarkdownMetadataValue:
    """A few rows as a Markdown table; long cells are cut, and nothing in them is markup."""
    lines = [_line(columns), _line(["---"] * len(columns)), *(_line([_cell(value) for value in row]) for row in rows)]
    return dg.MetadataValue.md("\n".join(lines))


def bars(heading: str, counts: Mapping[str, int]) -> dg.MarkdownMetadataValue:
    """Counts by name as a Markdown table with a bar each."""
    top = max(counts.values(), default=0)
    drawn = {name: "█" * round(LONGEST_BAR * count / top) if top else "" for name, count in counts.items()}
    rows = [_line([name, f"{count:,}", drawn[name]]) for name, count in counts.items()]
    return dg.MetadataValue.md("\n".join([_line([heading, "rows", ""]), "|---|--:|:--|", *rows]))


def _named(reference: object) -> str:
    return str(reference).split("'")[1] if "'" in str(reference) else str(reference)


def _line(cells: Sequence[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _cell(value: object) -> str:
    text = " ".join(str(value).split()) if value is not None else ""
    text = text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"
    # Escaped for HTML first, then for Markdown: a title of a posting must not become part of the page.
    return MARKUP.sub(r"\\\g<0>", html.escape(text))
