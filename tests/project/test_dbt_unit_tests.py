"""dbt's unit tests, run with the others: each compares the output of one model on invented rows.

They are in `dbt_project/models/**/*.unit.yml`, beside the models. They need the tables of a built work database, not
their rows, so this belongs to the pipeline tier.
"""

import pytest

from orchestration.transform.dbt_runner import run_models, run_unit_tests
from orchestration.transform.selection import CASE_STUDY_TAG

pytestmark = pytest.mark.pipeline


def test_every_unit_test_of_dbt_passes(small_copy, manifest):
    # The small build has no labels of the published report and so without the case study, whose columns are needed.
    run_models(small_copy, [f"tag:{CASE_STUDY_TAG}"])
    results = {result.unique_id: result for result in run_unit_tests(small_copy)}
    assert set(results) == set(manifest["unit_tests"])
    failures = [
        f"{name.split('.', 2)[2]}: {result.message}" for name, result in results.items() if not result.succeeded
    ]
    assert not failures, "\n".join(failures)
