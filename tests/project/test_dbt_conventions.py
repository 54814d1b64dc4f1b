"""The conventions of the dbt project as rules over its manifest: layers, names, descriptions, contracts, tests.

Here: what can be known without building anything. What the published file says of its tables stands in
`test_published_catalog.py`; whether the SQL is right is the matter of the unit tests beside the models.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import pytest

from ingestion.storage.layout import PROJECT_ROOT
from ingestion.storage.seeds import load_seed
from orchestration.publication.models import SCHEMAS

pytestmark = pytest.mark.project

Node = dict[str, Any]

# What each layer may read. Marts never read reports, reports read what is published and the steps between, which only
# they and marts read, and nothing living reads a case study.
READS = {
    "staging": {"source", "seed", "staging"},
    "intermediate": {"staging", "intermediate"},
    "marts": {"staging", "intermediate", "steps", "marts"},
    "meta": {"staging", "intermediate", "marts", "meta"},
    "steps": {"intermediate", "steps", "marts"},
    "reports": {"marts", "meta", "steps"},
}
CASE_STUDY_READS = {"seed", "staging", "intermediate", "marts", "meta"}
PREFIXES = {
    "staging": ("stg_",),
    "intermediate": ("int_",),
    "steps": ("int_",),
    "marts": ("fct_", "dim_", "bridge_"),
    "reports": ("rpt_",),
    "meta": (),
}
CONTRACTED = ("marts", "reports")
# What every BI client reads without surprises.
TYPES = {"BIGINT", "DOUBLE", "DATE", "TIMESTAMP", "VARCHAR", "BOOLEAN"}
CASE_STUDIES = "case_studies"
# Steps on the way from marts to a mart or report that fits something: a folder of the intermediate models.
STEPS = ["intermediate", "steps"]
MOST_LINES = 200
MOST_LINES_OF_NINE_IN_TEN = 120
# Models that are still longer than the longest may be; this list may only shrink.
KNOWN_LONG: set[str] = set()
VAGUE = re.compile(r"(^|_)(final|new|v2|data|utils|helpers|tmp|temp)(_|$)")

FOREIGN_KEYS = {
    ("fct_posting", "source", "dim_source"),
    ("fct_posting", "role_key", "dim_role"),
    ("fct_posting", "company_key", "dim_company"),
    ("fct_posting", "location_key", "dim_location"),
    ("fct_posting", "version_id", "posting_version"),
    ("fct_posting", "role_type", "role_weight"),
    ("fct_posting_snapshot", "posting_id", "fct_posting"),
    ("fct_posting_snapshot", "version_id", "posting_version"),
    ("bridge_posting_skill", "posting_id", "fct_posting"),
    ("bridge_posting_skill", "skill_id", "dim_skill"),
    ("bridge_version_skill", "version_id", "posting_version"),
    ("bridge_version_skill", "posting_id", "fct_posting"),
    ("bridge_version_skill", "skill_id", "dim_skill"),
    ("bridge_posting_location", "posting_id", "fct_posting"),
    ("bridge_posting_location", "location_key", "dim_location"),
    ("posting_mention", "version_id", "posting_version"),
    ("posting_mention", "posting_id", "fct_posting"),
}


@pytest.fixture(scope="session")
def models(manifest) -> dict[str, Node]:
    """The project's models by name, each with its layer; a case study has the layers in a folder of its own."""
    return {
        node["name"]: {
            **node,
            "layer": _layer(node["fqn"]),
            "is_case_study": node["fqn"][1] == CASE_STUDIES,
        }
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
    }


@pytest.fixture(scope="session")
def generic_tests(manifest) -> list[Node]:
    return [
        node for node in manifest["nodes"].values() if node["resource_type"] == "test" and node.get("test_metadata")
    ]


def _of(models: dict[str, Node], *layers: str) -> Iterator[Node]:
    return (model for model in models.values() if model["layer"] in layers)


def _layer(fqn: list[str]) -> str:
    if fqn[1:3] == STEPS:
        return "steps"
    return fqn[2] if fqn[1] == CASE_STUDIES else fqn[1]


def _layer_of(manifest: dict[str, Any], unique_id: str) -> str:
    kind = unique_id.split(".")[0]
    return kind if kind in {"source", "seed"} else _layer(manifest["nodes"][unique_id]["fqn"])


def _model_named_in(reference: str) -> str:
    return re.sub(r"^.*ref\(['\"](\w+)['\"]\).*$", r"\1", reference)


def test_every_model_is_in_a_layer(models):
    assert {model["layer"] for model in models.values()} == set(READS)


def test_models_carry_the_prefix_of_their_layer(models):
    known = tuple(prefix for prefixes in PREFIXES.values() for prefix in prefixes)
    astray = [
        name
        for name, model in models.items()
        if not (name.startswith(PREFIXES[model["layer"]]) if PREFIXES[model["layer"]] else not name.startswith(known))
    ]
    assert not astray


def test_models_are_short_enough_to_be_read_in_one_go(models):
    """Staging aside, which renames and casts column by column, however many there are."""
    lines = {name: len(model["raw_code"].splitlines()) for name, model in models.items() if model["layer"] != "staging"}
    assert {name for name, count in lines.items() if count > MOST_LINES} == KNOWN_LONG
    longer = {
        name: count for name, count in lines.items() if count > MOST_LINES_OF_NINE_IN_TEN and name not in KNOWN_LONG
    }
    assert len(longer) <= len(lines) / 10, longer


def test_model_names_say_what_is_in_them(models):
    assert not [name for name in models if VAGUE.search(name)]


def test_a_model_and_its_description_lie_side_by_side(models):
    apart = [
        model["original_file_path"]
        for model in models.values()
        if (model["patch_path"] or "").split("://")[-1] != model["original_file_path"].removesuffix(".sql") + ".yml"
    ]
    assert not apart


def test_schemas_are_the_layers(models):
    schemas = {"steps": "intermediate"}
    assert not [
        name for name, model in models.items() if model["schema"] != schemas.get(model["layer"], model["layer"])
    ]


def test_layers_read_only_what_they_may(manifest, models):
    broken = {
        f"{name} reads {parent.split('.', 2)[2]}"
        for name, model in models.items()
        for parent in model["depends_on"]["nodes"]
        if _layer_of(manifest, parent) not in (CASE_STUDY_READS if model["is_case_study"] else READS[model["layer"]])
    }
    assert not broken


def test_nothing_living_reads_a_case_study(models):
    apart = {model["unique_id"] for model in models.values() if model["is_case_study"]}
    assert apart
    assert not {
        name
        for name, model in models.items()
        if not model["is_case_study"] and apart & set(model["depends_on"]["nodes"])
    }


def test_descriptions_begin_with_the_grain(models):
    assert not [name for name, model in models.items() if not model["description"].startswith("One row per ")]


def test_every_column_that_is_told_of_is_described(models):
    silent = {
        f"{name}.{column['name']}"
        for name, model in models.items()
        for column in model["columns"].values()
        if not column["description"].strip()
    }
    assert not silent


def test_marts_and_reports_are_contracts_with_a_type_for_every_column(models):
    open_ended = [model["name"] for model in _of(models, *CONTRACTED) if not model["config"]["contract"]["enforced"]]
    untyped = [
        f"{model['name']}.{column['name']}"
        for model in _of(models, *CONTRACTED)
        for column in model["columns"].values()
        if not column["data_type"]
    ]
    assert not open_ended
    assert not untyped


def test_published_types_are_the_six_that_every_client_reads(models):
    odd = {
        f"{model['name']}.{column['name']}: {column['data_type']}"
        for model in _of(models, *SCHEMAS)
        for column in model["columns"].values()
        if column["data_type"] and column["data_type"].upper() not in TYPES
    }
    assert not odd


def test_published_models_are_tables_whose_descriptions_go_into_the_file(models):
    for model in _of(models, *SCHEMAS):
        config = model["config"]
        assert config["materialized"] in {"single_statement_table", "incremental"}, model["name"]
        assert config["persist_docs"] == {"relation": True, "columns": True}, model["name"]


def test_every_model_outside_staging_has_a_key_test_over_its_own_columns(models, generic_tests):
    keys = {
        test["attached_node"].split(".")[-1]: set(test["test_metadata"]["kwargs"]["columns"])
        for test in generic_tests
        if test["test_metadata"]["name"] == "is_key"
    }
    keyless = {name for name, model in models.items() if model["layer"] != "staging" and name not in keys}
    unknown = {name for name, columns in keys.items() if not columns <= set(models[name]["columns"])}
    assert not keyless
    assert not unknown


def test_foreign_keys_have_relationships_tests(generic_tests):
    tested = {
        (
            test["attached_node"].split(".")[-1],
            test["column_name"],
            _model_named_in(test["test_metadata"]["kwargs"]["to"]),
        )
        for test in generic_tests
        if test["test_metadata"]["name"] == "relationships"
    }
    assert not sorted(FOREIGN_KEYS - tested)


def test_every_test_of_dbt_stops_a_build(manifest):
    tests = [node for node in manifest["nodes"].values() if node["resource_type"] == "test"]
    assert not [test["name"] for test in tests if test["config"]["severity"].lower() != "error"]
    assert not [test["name"] for test in tests if not test["config"]["enabled"]]


def test_singular_tests_open_with_the_expectation_as_a_comment(manifest):
    singular = [
        node for node in manifest["nodes"].values() if node["resource_type"] == "test" and not node.get("test_metadata")
    ]
    assert singular
    assert not [test["name"] for test in singular if not test["raw_code"].lstrip().startswith("-- ")]


def test_there_is_a_unit_test_where_sql_branches(manifest):
    tested = {test["model"] for test in manifest["unit_tests"].values()}
    assert len(tested) >= 12, sorted(tested)


def test_unit_tests_state_what_holds_and_lie_beside_their_model(manifest, models):
    for test in manifest["unit_tests"].values():
        assert re.match(r"^[A-Z].*\.$", test["description"] or ""), (
            f"{test['name']}: the description is the table_expectation, a sentence"
        )
        path = PurePosixPath(test["original_file_path"])
        model = PurePosixPath(models[test["model"]]["original_file_path"])
        assert path == model.with_suffix(".unit.yml"), test["name"]


def test_exposures_name_reports_that_exist_and_someone_to_ask(manifest, models):
    assert manifest["exposures"]
    for exposure in manifest["exposures"].values():
        shown = [unique_id.split(".")[-1] for unique_id in exposure["depends_on"]["nodes"]]
        assert shown, exposure["name"]
        assert not [name for name in shown if models.get(name, {}).get("layer") != "reports"], exposure["name"]
        assert exposure["owner"]["name"], exposure["name"]
        assert exposure["description"], exposure["name"]


def test_every_report_is_shown_somewhere(manifest, models):
    shown = {
        unique_id.split(".")[-1]
        for exposure in manifest["exposures"].values()
        for unique_id in exposure["depends_on"]["nodes"]
    }
    assert not {model["name"] for model in _of(models, "reports")} - shown


def test_seeds_and_sources_are_described(manifest):
    seeds = [node for node in manifest["nodes"].values() if node["resource_type"] == "seed"]
    assert seeds
    assert not [node["name"] for node in [*seeds, *manifest["sources"].values()] if not node["description"].strip()]


def test_rules_that_models_name_are_rules_of_the_matcher(models):
    context_rules = {
        row["context_rule_id"] for name in ("context_rule", "skill_context_rule") for row in load_seed(name)
    }
    sources = "".join(path.read_text(encoding="utf-8") for path in (PROJECT_ROOT / "ingestion").glob("**/*.py"))
    code = "".join(model["raw_code"] for model in models.values())
    named = set(re.findall(r"context_rule_id = '([^']*)'", code))
    assert named
    assert not named - context_rules
    assert not [rule for rule in re.findall(r"\brule_id = '([^']*)'", code) if f'"{rule}"' not in sources]
    assert "rule_id like" not in code
