"""The columns of the models' .yml files are what `make columns` writes, and nothing is described or typed in vain.

Here: `tests/columns.py` on this project and on small ones with a fault each. Not here: that every published column is
described and typed in the manifest (`test_dbt_conventions.py`) and in the file (`test_published_catalog.py`).
"""

from pathlib import Path

import pytest

from columns import DBT_PROJECT, differing, problems, read_project, written

pytestmark = pytest.mark.project

MODEL = """version: 2

models:
  - name: fct_pay
    description: "One row per posting."
    columns:
      - name: posting_id
        description: "{{ doc('posting_id') }}"
        data_type: varchar
        data_tests:
          - unique
      - {name: pay}
"""
AS_WRITTEN = """version: 2

models:
  - name: fct_pay
    description: "One row per posting."
    columns:
      - name: posting_id
        data_type: varchar
        description: "{{ doc('posting_id') }}"
        data_tests:
          - unique
      - {name: pay, data_type: double, description: "{{ doc('pay') }}"}
"""
DOCS = "".join(f"{{% docs {name} %}}\nWhat it is.\n{{% enddocs %}}\n" for name in ("posting_id", "pay"))
TYPES = "column_name,model,data_type\npay,,double\nposting_id,,varchar\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "models" / "marts").mkdir(parents=True)
    (tmp_path / "models" / "marts" / "fct_pay.yml").write_text(MODEL, encoding="utf-8")
    (tmp_path / "models" / "columns.md").write_text(DOCS, encoding="utf-8")
    (tmp_path / "models" / "column_types.csv").write_text(TYPES, encoding="utf-8")
    return tmp_path


def _append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_the_columns_of_every_model_are_as_make_columns_writes_them():
    changed = differing(read_project(DBT_PROJECT))
    assert not changed, "Run `make columns`."


def test_every_column_has_a_description_and_a_type_and_nothing_is_left_over():
    assert not problems(read_project(DBT_PROJECT))


def test_columns_with_tests_stay_blocks_and_all_others_become_lines(project):
    model = project / "models" / "marts" / "fct_pay.yml"
    assert written(read_project(project)) == {model: AS_WRITTEN}
    model.write_text(AS_WRITTEN, encoding="utf-8")
    assert not differing(read_project(project))
    assert not problems(read_project(project))


def test_a_column_without_a_description_or_a_type_is_named(project):
    _append(project / "models" / "marts" / "fct_pay.yml", "      - {name: bonus}\n")
    assert problems(read_project(project)) == [
        "fct_pay.bonus has no doc block bonus",
        "fct_pay.bonus has no type in column_types.csv",
    ]


def test_a_description_outside_columns_md_is_named(project):
    _append(project / "models" / "marts" / "fct_pay.yml", '      - {name: pay, description: "Money."}\n')
    assert problems(read_project(project)) == ["fct_pay.pay is described in its .yml, not in columns.md"]


def test_doc_blocks_and_types_that_nothing_uses_are_named(project):
    _append(project / "models" / "columns.md", DOCS.replace("pay", "bonus"))
    _append(project / "models" / "column_types.csv", "bonus,,double\n")
    assert problems(read_project(project)) == [
        "columns.md: nothing is described by bonus",
        "columns.md: posting_id stands twice",
        "column_types.csv: no contract has bonus",
    ]


def test_a_second_type_needs_a_model_and_a_difference(project):
    _append(project / "models" / "column_types.csv", "pay,,bigint\nposting_id,fct_pay,varchar\n")
    assert problems(read_project(project)) == [
        "column_types.csv: no contract has pay",
        "column_types.csv: no contract has posting_id",
        "column_types.csv: pay stands twice",
        "column_types.csv: posting_id of fct_pay is of the type of posting_id everywhere",
    ]
