"""The case study is built, checked and published only where the labels that it compares are among the data.

Not here: its figures (`test_published_report.py`), the nodes of a selection (`tests/project/test_selected_nodes.py`).
"""

import dagster as dg
import duckdb
import pytest

from ingestion.inputs.registry import Registry
from ingestion.storage.layout import Layout
from orchestration.build import build, prepare_instance
from orchestration.defs import dbt_assets
from orchestration.defs.graph import build_defs
from orchestration.publication import read_manifest
from orchestration.publication.models import DATABASE
from orchestration.transform.selection import ALL, WITHOUT_CASE_STUDY

pytestmark = pytest.mark.pipeline

CASE_STUDY = {
    "meta.published_figure",
    "meta.published_figure_posting",
    "meta.published_figure_reading",
    "reports.rpt_published_figures",
}
FIGURES = dg.AssetKey(["case_studies", "rpt_published_figures"])
LABEL = """\
company:
  name: Alder
  stage: Seed
position:
  title: AI Engineer
  ai_type: {{type: ai-first}}
  skills: {{genai: [RAG], languages: [Python]}}
meta:
  job_id: '{posting}'
  extracted_at: '{day}T09:00:00'
"""


def _label(layout: Layout, folder, small_folders, day: str) -> None:
    """Register a label of one posting, made on `day`."""
    with duckdb.connect(str(layout.current / DATABASE), read_only=True) as database:
        query = "select min(external_id) from marts.fct_posting where is_text_analysed"
        ((posting,),) = database.execute(query).fetchall()
    folder.mkdir(exist_ok=True)
    (folder / "label.yaml").write_text(LABEL.format(posting=posting, day=day), encoding="utf-8")
    Registry(layout).add(str(folder), None, min(small_folders), "board", None)


def _built(layout: Layout) -> dict:
    outcome = build(layout)
    assert outcome.succeeded, outcome.failures
    return read_manifest(layout.current)


def _recorded_selection(layout: Layout) -> str:
    with duckdb.connect(str(layout.current / DATABASE), read_only=True) as database:
        ((selection,),) = database.execute("select selection from meta.build").fetchall()
    return selection


def _checks_of_figures(manifest: dict) -> set[str]:
    return {check["check_name"] for check in manifest["checks"] if check["asset_key"] == FIGURES.to_user_string()}


def _fail_a_check(layout: Layout) -> None:
    """Record a failed check of the case study, as an earlier build of other labels could have left it."""
    with dg.DagsterInstance.from_config(str(prepare_instance(layout))) as instance:
        instance.report_runless_asset_event(
            dg.AssetCheckEvaluation(asset_key=FIGURES, check_name="every_published_figure_is_reported", passed=False)
        )


def test_without_the_labels_of_the_report_nothing_of_it_is_published(small_base):
    manifest = read_manifest(small_base.current)
    assert manifest["selection"] == _recorded_selection(small_base) == WITHOUT_CASE_STUDY
    assert not CASE_STUDY & manifest["row_counts"].keys()
    assert not [resource["path"] for resource in manifest["resources"] if "published_figure" in resource["path"]]
    assert not (small_base.current / "site" / "published.html").exists()
    assert _checks_of_figures(manifest) == set()
    with duckdb.connect(str(small_base.work_database), read_only=True) as work:
        tables = {
            f"{schema}.{name}"
            for schema, name in work.execute("select schema_name, table_name from duckdb_tables()").fetchall()
        }
    assert not {name for name in tables if "published_report" in name or name in CASE_STUDY}


def test_the_case_study_and_its_checks_appear_and_disappear_with_the_labels(small_copy, small_folders, tmp_path):
    labels = tmp_path / "labels"
    _label(small_copy, labels, small_folders, "2026-02-05")
    manifest = _built(small_copy)
    assert manifest["selection"] == _recorded_selection(small_copy) == ALL
    assert manifest["row_counts"].keys() >= CASE_STUDY
    assert manifest["row_counts"]["reports.rpt_published_figures"] == 243
    assert (small_copy.current / "site" / "published.html").exists()
    assert "every_published_figure_is_reported" in _checks_of_figures(manifest)
    _fail_a_check(small_copy)
    # The same label of another day is not one of the report's, so the failed check of its figures no longer counts.
    _label(small_copy, labels, small_folders, "2026-02-06")
    later = _built(small_copy)
    assert later["selection"] == WITHOUT_CASE_STUDY
    assert later["row_counts"]["meta.annotation"] == 1
    assert not CASE_STUDY & later["row_counts"].keys()
    assert _checks_of_figures(later) == set()


def test_a_build_with_the_labels_is_not_published_without_the_checks_of_the_case_study(
    small_copy, small_folders, tmp_path, monkeypatch
):

    before = small_copy.current.resolve()
    _label(small_copy, tmp_path / "labels", small_folders, "2026-02-05")
    original = dbt_assets._events

    def without_figures(*arguments):
        return (
            event
            for event in original(*arguments)
            if getattr(event, "check_name", "") != "every_published_figure_is_reported"
        )

    monkeypatch.setattr(dbt_assets, "_events", without_figures)
    outcome = build(small_copy)
    assert not outcome.succeeded
    assert any("every_published_figure_is_reported" in failure for failure in outcome.failures), outcome.failures
    assert small_copy.current.resolve() == before


def test_a_selected_asset_of_the_case_study_is_not_built_without_the_labels(small_copy):
    defs = build_defs(str(small_copy.root))
    job = dg.define_asset_job("part", selection=dg.AssetSelection.assets(FIGURES))
    part = dg.Definitions(
        assets=defs.assets, asset_checks=defs.asset_checks, jobs=[job], resources=defs.resources, executor=defs.executor
    )
    with dg.DagsterInstance.from_config(str(prepare_instance(small_copy))) as instance:
        result = part.resolve_job_def("part").execute_in_process(instance=instance, raise_on_error=False)
    assert result.success
    assert not result.get_asset_materialization_events()
