"""The whole graph, built fresh by one function: every asset, check and job.

`build_defs()` gives tests and the command their own definitions over their own data directory. Not here: what an asset
or a check does (the modules beside this one), and the module that Dagster loads (`orchestration/definitions.py`).
"""

import json
import warnings

import dagster as dg

from ingestion.storage import parquet
from orchestration.defs.asset_checks import build_expectation_checks
from orchestration.defs.automation import build_automation
from orchestration.defs.dbt_assets import WarehouseTranslator, build_dbt_assets, checks_by_selection
from orchestration.defs.descriptions import with_columns
from orchestration.defs.exposures import build_exposures
from orchestration.defs.ingestion_assets import ASSETS
from orchestration.defs.publication_assets import build_publish_assets
from orchestration.defs.resources import DataDirectory
from orchestration.publication.models import SCHEMAS
from orchestration.runtime.migrations import KEPT_PUBLICATIONS
from orchestration.transform import dbt_runner

# The features used are in the pinned version; its notes on beta parameters are not for this program's users.
warnings.filterwarnings("ignore", category=dg.BetaWarning)
JOB = "build_and_publish"


def build_defs(data_dir: str = "", keep: int = KEPT_PUBLICATIONS) -> dg.Definitions:
    """Return the definitions over one data directory; empty means WAREHOUSE_DATA_DIR, or `data`."""
    manifest = json.loads(dbt_runner.manifest_path().read_text(encoding="utf-8"))
    warehouse = build_dbt_assets(manifest)
    published = [key for key in warehouse.keys if key.path[0] in SCHEMAS]
    checks = build_expectation_checks()
    declared = [*warehouse.check_keys, *(key for check in checks for key in check.check_keys)]
    job = dg.define_asset_job(
        JOB,
        selection=dg.AssetSelection.all(),
        description="Everything that is new or stale, from documents to the publication. `warehouse build` runs this.",
    )
    schedule, sensor = build_automation(JOB)
    ingested = dg.map_asset_specs(lambda spec: with_columns(spec, parquet.SCHEMAS, manifest), ASSETS)
    exposures = build_exposures(manifest, WarehouseTranslator())
    return dg.Definitions(
        assets=[
            *ingested,
            warehouse,
            *build_publish_assets(
                sorted(published), checks_by_selection(manifest, declared), dbt_runner.keys_of(manifest)
            ),
            *exposures,
        ],
        asset_checks=checks,
        jobs=[job],
        schedules=[schedule],
        sensors=[sensor],
        resources={"data_directory": DataDirectory(path=data_dir, keep=keep)},
        # One process: a step of its own process costs a second of imports, and the warehouse has one writer.
        executor=dg.in_process_executor,
    )
