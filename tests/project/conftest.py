"""What the tests of the project read: the dbt manifest, parsed again only where the dbt project changed."""

import json
from typing import Any

import pytest

from orchestration.transform.dbt_runner import manifest_path


@pytest.fixture(scope="session")
def manifest() -> dict[str, Any]:
    return json.loads(manifest_path().read_text(encoding="utf-8"))
