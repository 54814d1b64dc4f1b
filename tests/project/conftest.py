"""The dbt manifest for the tests of the project; it is parsed again only where the dbt project changed."""

import json
from typing import Any

import pytest

from orchestration.transform.dbt_runner import manifest_path


@pytest.fixture(scope="session")
def manifest() -> dict[str, Any]:
    return json.loads(manifest_path().read_text(encoding="utf-8"))
