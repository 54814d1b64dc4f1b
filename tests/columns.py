"""`make columns`: the columns of every model's .yml in one form, a line each.

Here: which doc block describes a column, which type its contract enforces, and the `columns:` block written from
both. Not here: the descriptions themselves (`models/columns.md`), the types (`models/column_types.csv`), and the
descriptions and tests of models, which stay as they are written. dbt 1.11 has nothing by which a column inherits
either from a column of the same name, and it checks a contract only against types that the model's .yml states.

A new column needs a line `- {name: NAME}`, a doc block, and in marts and reports a type. A column that is described
by a block of another name says so in its line (`description: "{{ doc('OTHER') }}"`); tests of a column stay below it.
"""

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import yaml

DBT_PROJECT = Path(__file__).parents[1] / "dbt_project"
# The layers whose contract `dbt_project.yml` enforces.
CONTRACTED = {"marts", "reports"}
# Where a .yml may use a doc block: seeds describe their columns by the same ones.
DESCRIBING = ("models", "seeds", "measured")
BLOCK = "    columns:\n"
ITEM = re.compile(r"^      - ", re.MULTILINE)
DOC = re.compile(r"doc\('(\w+)'\)")
# What stands below a column and is kept as it is: its tests, its constraints.
BELOW = re.compile(r"^        (?!(?:name|data_type|description):)\w+:.*", re.MULTILINE | re.DOTALL)
WRITTEN_KEYS = {"name", "data_type", "description"}


class Column(NamedTuple):
    """A column of a model: its doc block, and `below`, the lines of its .yml that are not written here."""

    path: Path
    name: str
    doc: str
    below: str
    problem: str

    @property
    def is_contracted(self) -> bool:
        return bool(CONTRACTED & set(self.path.parts))

    def __str__(self) -> str:
        return f"{self.path.stem}.{self.name}"


class TypeRow(NamedTuple):
    """A row of `column_types.csv`; the model is empty where the type holds for every model with such a column."""

    column_name: str
    model: str
    data_type: str


class Project(NamedTuple):
    """What a dbt project says of its columns: the doc blocks and rows of types in the order in which they stand."""

    columns: list[Column]
    docs: list[str]
    used_docs: set[str]
    types: list[TypeRow]

    def type_of(self, column: Column) -> TypeRow | None:
        """The type for this model if it has one of its own, else the one for all models."""
        rows = {row.model: row for row in self.types if row.column_name == column.name}
        return rows.get(column.path.stem, rows.get("")) if column.is_contracted else None


def read_project(folder: Path) -> Project:
    """The columns, doc blocks and types of the dbt project in a folder."""
    models = folder / "models"
    docs = re.findall(r"{% docs (\w+) %}", (models / "columns.md").read_text(encoding="utf-8"))
    with (models / "column_types.csv").open(encoding="utf-8", newline="") as file:
        types = [TypeRow(row["column_name"], row["model"], row["data_type"]) for row in csv.DictReader(file)]
    texts = {
        path: path.read_text(encoding="utf-8")
        for directory in DESCRIBING
        for path in sorted((folder / directory).glob("**/*.yml"))
    }
    columns = [
        _column(path, item)
        for path, text in texts.items()
        if models in path.parents and not path.name.endswith(".unit.yml")
        for item in ITEM.split(text.partition(BLOCK)[2])[1:]
    ]
    used_docs = {doc for text in texts.values() for doc in DOC.findall(text)} | {column.doc for column in columns}
    return Project(columns, docs, used_docs, types)


def _column(path: Path, item: str) -> Column:
    keys: dict[str, Any] = yaml.safe_load(f"      - {item}")[0]
    doc = DOC.search(keys.get("description", ""))
    below = BELOW.search(item)
    problem = ""
    if keys.get("description") and not doc:
        problem = "is described in its .yml, not in columns.md"
    elif set(keys) - WRITTEN_KEYS and not below:
        problem = "has tests inside its line; write them below it"
    return Column(path, keys["name"], doc[1] if doc else keys["name"], below[0] if below else "", problem)


def written(project: Project) -> dict[Path, str]:
    """Every model's .yml, by path, with its `columns:` block as it should be."""
    blocks: dict[Path, str] = {}
    for column in project.columns:
        row = project.type_of(column)
        blocks[column.path] = blocks.get(column.path, BLOCK) + _text(column, row.data_type if row else "")
    return {path: path.read_text(encoding="utf-8").partition(BLOCK)[0] + block for path, block in blocks.items()}


def _text(column: Column, data_type: str) -> str:
    keys = [f"name: {column.name}"]
    keys += [f"data_type: {data_type}"] if data_type else []
    keys.append(f"description: \"{{{{ doc('{column.doc}') }}}}\"")
    if not column.below:
        return f"      - {{{', '.join(keys)}}}\n"
    # A mapping in braces cannot be continued by lines below it, so a column with tests is written as a block.
    block = "\n        ".join(keys)
    return f"      - {block}\n{column.below}"


def differing(project: Project) -> list[Path]:
    """The files that `make columns` would change."""
    return [path for path, text in written(project).items() if path.read_text(encoding="utf-8") != text]


def problems(project: Project) -> list[str]:
    """What the tool cannot write or nothing uses, a line each: columns without a description or type, and the rest."""
    used_types = {project.type_of(column) for column in project.columns}
    default_types = {row.column_name: row.data_type for row in project.types if not row.model}
    return [
        *(f"{column} {column.problem}" for column in project.columns if column.problem),
        *(f"{column} has no doc block {column.doc}" for column in project.columns if column.doc not in project.docs),
        *(
            f"{column} has no type in column_types.csv"
            for column in project.columns
            if column.is_contracted and not project.type_of(column)
        ),
        *(f"columns.md: nothing is described by {doc}" for doc in project.docs if doc not in project.used_docs),
        *(f"columns.md: {doc} stands twice" for doc in _repeated(project.docs)),
        *(f"column_types.csv: no contract has {_name(row)}" for row in project.types if row not in used_types),
        *(f"column_types.csv: {name} stands twice" for name in _repeated(map(_name, project.types))),
        *(
            f"column_types.csv: {_name(row)} is of the type of {row.column_name} everywhere"
            for row in project.types
            if row.model and default_types.get(row.column_name) == row.data_type
        ),
    ]


def _name(row: TypeRow) -> str:
    return f"{row.column_name} of {row.model}" if row.model else row.column_name


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def main() -> int:
    """Write the blocks, report the problems; the exit code is 1 if there are any."""
    project = read_project(DBT_PROJECT)
    for path, text in written(project).items():
        if path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"Wrote {path.relative_to(DBT_PROJECT.parent)}")
    remarks = problems(project)
    print("\n".join(remarks), end="\n" if remarks else "", file=sys.stderr)
    return 1 if remarks else 0


if __name__ == "__main__":
    sys.exit(main())
