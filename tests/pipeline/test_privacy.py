"""Nothing leaves the machine: telemetry is off in all three tools, and a build connects to no outside address."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from ingestion.storage.layout import DBT_PROJECT, PROJECT_ROOT, Layout
from orchestration.publication.models import DATABASE
from orchestration.runtime.dagster_instance import prepare_instance
from orchestration.runtime.telemetry import TELEMETRY_OFF
from orchestration.transform.dbt_runner import run_models

pytestmark = pytest.mark.pipeline

# Python loads it at the start of the child process: every connection but loopback is refused and logged.
REFUSING = """
import os, socket

_connect = socket.socket.connect
_resolve = socket.getaddrinfo


def _refuse(target):
    with open(os.environ["REFUSED_LOG"], "a") as log:
        log.write(f"{target}\\n")
    raise OSError(101, f"refused by the test: {target}")


def connect(self, address):
    if self.family == socket.AF_UNIX or str(address[0]).startswith("127.") or address[0] in ("localhost", "::1"):
        return _connect(self, address)
    return _refuse(address)


def getaddrinfo(host, *rest, **named):
    if host in (None, "", "localhost", "127.0.0.1", "::1", socket.gethostname()):
        return _resolve(host, *rest, **named)
    return _refuse(host)


socket.socket.connect = connect
socket.getaddrinfo = getaddrinfo
"""


def test_importing_the_package_switches_telemetry_off_whatever_the_environment_is():
    switched_on = {
        **os.environ,
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "true",
        "GX_ANALYTICS_ENABLED": "true",
        "DO_NOT_TRACK": "0",
    }
    process = subprocess.run(
        [sys.executable, "-c", "import orchestration, os, json; print(json.dumps(dict(os.environ)))"],
        env=switched_on, capture_output=True, text=True, check=True,
    )  # fmt: skip
    import json

    environment = json.loads(process.stdout)
    assert {name: environment[name] for name in TELEMETRY_OFF} == TELEMETRY_OFF


def test_dagsters_telemetry_is_off_in_the_instance_a_build_uses(tmp_path):
    import dagster as dg

    home = prepare_instance(Layout(tmp_path / "data"))
    with dg.DagsterInstance.from_config(str(home)) as instance:
        assert instance.telemetry_enabled is False


def test_dbts_telemetry_is_off_in_the_project_and_in_its_flags(small_copy):
    project = yaml.safe_load((DBT_PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))
    assert project["flags"]["send_anonymous_usage_stats"] is False
    from dbt.flags import get_flags

    assert all(result.succeeded for result in run_models(small_copy, ["stg_ingest__inputs"]))
    # The flags of dbt as it has just run in this process.
    assert get_flags().SEND_ANONYMOUS_USAGE_STATS is False


def test_great_expectations_analytics_are_off_in_the_context_the_checks_use():
    from orchestration.quality import expectations

    assert expectations._context().variables.analytics_enabled is False


def test_a_build_succeeds_with_outside_addresses_refused_and_connects_to_none(small_folders, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(REFUSING)
    log = tmp_path / "refused.log"
    environment = {
        **{name: value for name, value in os.environ.items() if name not in TELEMETRY_OFF},
        "PYTHONPATH": os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])]),
        "REFUSED_LOG": str(log), "HOME": str(tmp_path / "home"),
        "WAREHOUSE_DATA_DIR": str(tmp_path / "data"),
    }  # fmt: skip
    snapshot_on, folder = next(iter(small_folders.items()))
    warehouse = Path(sys.executable).with_name("warehouse")
    adding = [str(warehouse), "add", str(folder), "--source", "board", "--snapshot", str(snapshot_on)]
    for command in (adding, [str(warehouse), "build"]):
        done = subprocess.run(command, env=environment, cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "data" / "published" / "current" / DATABASE).exists()
    assert not log.exists(), log.read_text()


def test_a_connection_to_an_outside_address_is_logged(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(REFUSING)
    log = tmp_path / "refused.log"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "REFUSED_LOG": str(log)}
    script = "import urllib.request; urllib.request.urlopen('http://example.com')"
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=False)
    assert done.returncode != 0
    assert "example.com" in log.read_text()
