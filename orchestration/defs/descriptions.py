"""What Dagster shows of an asset or check beside its name: description, columns, first rows and row counts.

Here: text and small tables made from a manifest's entries, Arrow schemas and rows. Not here: the assets.
"""

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg
import pyarrow as pa

NOT_MODELLED = {
    "company_focus": "What the labeller says the company does.",
    "content": "The bytes of the document, unchanged.",
    "content_hash": "Hash of the record's values, by which duplicates and conflicts are distinguished.",
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
"""Columns of the Parquet tables that no dbt model has, so that the dbt project does not describe them."""
LONGEST_CELL = 80
LONGEST_BAR = 40
MARKUP = re.compile(r"[\\`*_{}\[\]()#+!|~]")


def describe_test(node: Mapping[str, Any]) -> str:
    """Describe what a dbt test requires: its description, the first comment of its file, or its kind and columns."""
    description = str(node.get("description") or "")
    if description:
        return description
    kind = (node.get("test_metadata") or {}).get("name")
    if kind is None:
        lines = str(node.get("raw_code") or "").strip().splitlines()
        return lines[0].removeprefix("--").strip() if lines and lines[0].startswith("--") else str(node["name"])
    arguments = node["test_metadata"]["kwargs"]
    model = str(node.get("attached_node") or "").rsplit(".", 1)[-1]
    referenced = _referenced_model(arguments.get("to"))
    columns = ", ".join(arguments.get("columns") or [str(arguments.get("column_name") or "")])
    sentences = {
        "is_key": f"{columns} is filled in and occurs once in {model}.",
        "is_filled": f"{columns} is filled in in every row of {model}.",
        "relationships": f"Every {columns} of {model} is a {arguments.get('field')} of {referenced}.",
        "accepted_values": f"{columns} of {model} is one of {', '.join(map(str, arguments.get('values') or []))}.",
    }
    return sentences.get(kind, f"{kind} holds for {columns} of {model}.")


def with_columns(spec: dg.AssetSpec, schemas: Mapping[str, pa.Schema], manifest: Mapping[str, Any]) -> dg.AssetSpec:
    """Add the columns of an asset that ingestion writes: types from its schema, descriptions from the dbt project.

    One quantity has one name and one description everywhere, so that of a model's column of the same name holds here.
    """
    name = spec.key.path[-1]
    sources = [source for source in manifest["sources"].values() if source["name"] == name]
    # The table's own source comes last, so its description wins over that of a model's column of the same name.
    descriptions = NOT_MODELLED | {
        column: entry["description"]
        for node in [*manifest["nodes"].values(), *sources]
        for column, entry in node["columns"].items()
        if entry.get("description")
    }
    columns = [dg.TableColumn(column.name, str(column.type), descriptions.get(column.name)) for column in schemas[name]]
    return spec.merge_attributes(metadata={"dagster/column_schema": dg.TableSchema(columns)})


def preview(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> dg.MarkdownMetadataValue:
    """Return rows as a Markdown table; long cells are cut, and markup in them is escaped."""
    lines = [_line(columns), _line(["---"] * len(columns)), *(_line([_cell(value) for value in row]) for row in rows)]
    return dg.MetadataValue.md("\n".join(lines))


def bars(heading: str, counts: Mapping[str, int]) -> dg.MarkdownMetadataValue:
    """Return counts by name as a Markdown table with a bar for each."""
    top = max(counts.values(), default=0)
    drawn = {name: "█" * round(LONGEST_BAR * count / top) if top else "" for name, count in counts.items()}
    rows = [_line([name, f"{count:,}", drawn[name]]) for name, count in counts.items()]
    return dg.MetadataValue.md("\n".join([_line([heading, "rows", ""]), "|---|--:|:--|", *rows]))


def _referenced_model(reference: object) -> str:
    """Take the name out of a reference as the manifest has it: `ref('dim_skill')` gives `dim_skill`."""
    return str(reference).split("'")[1] if "'" in str(reference) else str(reference)


def _line(cells: Sequence[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _cell(value: object) -> str:
    text = " ".join(str(value).split()) if value is not None else ""
    text = text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"
    # Escaped for HTML first, then for Markdown: a title of a posting must not become part of the page.
    return MARKUP.sub(r"\\\g<0>", html.escape(text))
