"""Who uses the warehouse, as assets at the end of the lineage: the exposures that the dbt project declares."""

from collections.abc import Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator

OWNERS = ["team:warehouse"]


def build_exposures(manifest: Mapping[str, Any], translator: DagsterDbtTranslator) -> list[dg.AssetSpec]:
    """Return one external asset per exposure; it depends on the models it reads and on the publication."""
    return [
        dg.AssetSpec(
            dg.AssetKey(["exposures", exposure["name"]]),
            deps=[*(translator.get_asset_key(manifest["nodes"][node]) for node in _models(exposure)), "publication"],
            description=exposure["description"],
            group_name="exposures",
            owners=OWNERS,
            kinds={exposure["type"]},
        )
        for exposure in manifest["exposures"].values()
    ]


def _models(exposure: Mapping[str, Any]) -> list[str]:
    return [node for node in exposure["depends_on"]["nodes"] if node.startswith("model.")]
