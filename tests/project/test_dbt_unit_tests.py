"""dbt's unit tests, run where every test is run: each is a table_expectation about one model on rows made up for it.

They read the columns of a built work database and none of its rows, so this belongs to the pipeline's
tier. The expectations stand beside the models, in `dbt_project/models/**/*.unit.yml`.
"""

import pytest

from orchestration.transform.dbt_runner import run_models, run_unit_tests
from orchestration.transform.selection import CASE_STUDY_TAG

pytestmark = pytest.mark.pipeline


def test_every_expectation_about_a_model_holds(small_copy, manifest):
    # The small build has no labels of the published report, so it left the models out whose columns are asked for.
    run_models(small_copy, [f"tag:{CASE_STUDY_TAG}"])
    results = {result.unique_id: result for result in run_unit_tests(small_copy)}
    assert set(results) == set(manifest["unit_tests"])
    failures = [
        f"{name.split('.', 2)[2]}: {result.message}" for name, result in results.items() if not result.succeeded
    ]
    assert not failures, "\n".join(failures)
