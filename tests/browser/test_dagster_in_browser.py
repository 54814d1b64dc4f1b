"""Dagster's user interface in a real browser: materialize all, an asset, a partition, a backfill.

Runs are started by clicks and followed through the interface's API. At the end a fault is planted: its check fails on
its page, and the publication is unchanged. With PICTURES=FOLDER screenshots of the pages are saved there.
"""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from browsing import started
from killing import WAREHOUSE

from ingestion.inputs.registry import Registry
from ingestion.storage import parquet
from ingestion.storage.layout import PROJECT_ROOT, Layout
from orchestration.publication import current_publication
from tree_hashes import tree_hashes

pytest.importorskip("selenium.webdriver")
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By

pytestmark = pytest.mark.browser

PATIENCE_SECONDS = 900
FAULT = "observation_ids_are_unique"
RUNS = "{ runsOrError(limit: 50) { ... on Runs { results { runId status } } } }"
BACKFILLS = "{ partitionBackfillsOrError(limit: 20) { ... on PartitionBackfills { results { id status } } } }"
EVALUATED = """{ assetCheckExecutions(assetKey: {path: ["observations"]}, checkName: "%s", limit: 20) {
    runId status } }"""
ONE_PARTITION = """mutation { launchPartitionBackfill(backfillParams: {
    assetSelection: [{path: ["observations"]}], partitionNames: ["2026-01-01"] }) { __typename } }"""
UNFINISHED = {"QUEUED", "NOT_STARTED", "STARTING", "STARTED", "CANCELING", "REQUESTED"}


class Interface:
    """The server, its data directory, and a browser that shows it."""

    def __init__(self, layout: Layout, address: str, driver) -> None:
        self.layout, self.address, self.driver = layout, address, driver

    def ask(self, query: str) -> dict:
        """Query the interface's GraphQL API and return the data of the answer."""
        request = urllib.request.Request(
            f"{self.address}/graphql", json.dumps({"query": query}).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["data"]

    def show(self, path: str, picture: str = "") -> None:
        """Open a page, and save a screenshot of it where that is switched on."""
        self.driver.get(f"{self.address}{path}")
        self.wait_for(lambda: self.driver.find_elements(By.TAG_NAME, "button"))
        if picture and os.environ.get("PICTURES"):
            time.sleep(6)
            self.driver.save_screenshot(str(Path(os.environ["PICTURES"]) / f"{picture}.png"))

    def click(self, text: str) -> None:
        """Click the first visible button, link or tab whose text begins so."""
        path = f'//*[self::button or self::a or @role="tab"][starts-with(normalize-space(.), "{text}")]'
        self.wait_for(lambda: self._clicked(path), text)

    def _clicked(self, path: str) -> bool:
        for element in self.driver.find_elements(By.XPATH, path):
            try:
                if element.is_displayed() and element.is_enabled():
                    element.click()
                    return True
            except WebDriverException:
                continue
        return False

    def wait_for(self, condition, description: str = "the page"):
        """Call the condition until its result is true, and return the result; AssertionError after a long time."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            if result := condition():
                return result
            time.sleep(0.5)
        raise AssertionError(f"waited {PATIENCE_SECONDS} s for {description}")

    def runs(self) -> dict[str, str]:
        """Return the status of every run by its id."""
        return {run["runId"]: run["status"] for run in self.ask(RUNS)["runsOrError"]["results"]}

    def new_runs_end(self, before: dict[str, str]) -> list[str]:
        """Wait until new runs have started and none is unfinished; return the statuses of the new ones."""

        def ended() -> list[str]:
            backfills = self.ask(BACKFILLS)["partitionBackfillsOrError"]["results"]
            runs = self.runs()
            if UNFINISHED & {*runs.values(), *(backfill["status"] for backfill in backfills)}:
                return []
            return [status for run, status in runs.items() if run not in before]

        return self.wait_for(ended, "runs to end")


def _free_port() -> int:
    with socket.socket() as socket_:
        socket_.bind(("127.0.0.1", 0))
        return int(socket_.getsockname()[1])


@pytest.fixture(scope="module")
def interface(chromium, small_folders, tmp_path_factory):
    root = tmp_path_factory.mktemp("interface")
    layout, port = Layout(root / "data"), _free_port()
    for snapshot_on, folder in list(small_folders.items())[:2]:
        Registry(layout).add(str(folder), None, snapshot_on, "board", "Invented postings for tests")
    command = [WAREHOUSE, "dev", "--port", str(port), "--data-dir", str(layout.root)]
    with (root / "server.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=PROJECT_ROOT, stdout=log, stderr=log, start_new_session=True)
        try:
            with started(chromium, root / "profile") as driver:
                driver.set_window_size(1600, 1000)
                interface = Interface(layout, f"http://127.0.0.1:{port}", driver)
                interface.wait_for(lambda: _answers(port), "the server")
                interface.show("/asset-groups")
                interface.click("Skip")
                yield interface
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()


def _answers(port: int) -> bool:
    with socket.socket() as socket_:
        return socket_.connect_ex(("127.0.0.1", port)) == 0


def test_materialize_all_succeeds_and_publishes(interface):
    before = interface.runs()
    interface.show("/asset-groups", "graph")
    interface.click("Materialize all")
    interface.click("All")
    interface.click("Launch backfill")
    assert set(interface.new_runs_end(before)) == {"SUCCESS"}
    assert current_publication(interface.layout.published) is not None


def test_one_asset_is_materialized(interface):
    before = interface.runs()
    interface.show("/assets/marts/fct_posting", "mart")
    interface.click("Materialize")
    assert interface.new_runs_end(before) == ["SUCCESS"]


def test_one_partition_is_materialized(interface):
    before = interface.runs()
    interface.show("/assets/observations", "asset")
    launched = interface.ask(ONE_PARTITION)["launchPartitionBackfill"]
    assert launched["__typename"] == "LaunchBackfillSuccess"
    assert interface.new_runs_end(before) == ["SUCCESS"]


def test_a_backfill_of_every_partition_succeeds(interface):
    before = interface.runs()
    interface.show("/assets/raw_documents")
    interface.click("Materialize")
    interface.click("All")
    interface.click("Launch")
    assert set(interface.new_runs_end(before)) == {"SUCCESS"}


def test_the_pages_make_no_outside_request(interface):
    for path, picture in (
        ("/runs", "runs"),
        ("/automation", "automation"),
        ("/assets/observations?view=checks", "checks"),
    ):
        interface.show(path, picture)
        requested = interface.driver.execute_script(
            "return performance.getEntriesByType('resource').map(entry => entry.name)"
        )
        outside = [name for name in requested if not name.startswith((interface.address, "data:", "blob:"))]
        assert outside == []
    run = next(iter(interface.runs()))
    interface.show(f"/runs/{run}", "run")


def test_a_planted_fault_fails_its_check_and_blocks_the_publication(interface):
    before, published = interface.runs(), tree_hashes(interface.layout.published)
    _repeat_a_row(interface.layout, date(2026, 1, 1))
    interface.show("/asset-groups")
    interface.click("Materialize all")
    interface.click("All")
    interface.click("Launch backfill")
    assert "FAILURE" in interface.new_runs_end(before)
    executions = interface.ask(EVALUATED % FAULT)["assetCheckExecutions"]
    assert "FAILED" in [execution["status"] for execution in executions if execution["runId"] not in before]
    assert tree_hashes(interface.layout.published) == published
    interface.show(f"/assets/observations?view=checks&checkDetail={FAULT}", "check-red")
    interface.wait_for(lambda: "Failed" in interface.driver.find_element(By.TAG_NAME, "body").text, "the red check")


def _repeat_a_row(layout: Layout, snapshot_on: date) -> None:
    path = layout.partition("observations", snapshot_on) / parquet.DATA_FILE
    table, fingerprint = pq.read_table(path, partitioning=None), parquet.metadata_of(path)[parquet.FINGERPRINT]
    with pq.ParquetWriter(path, table.schema) as writer:
        writer.write_table(pa.concat_tables([table, table.slice(0, 1)]))
        writer.add_key_value_metadata({parquet.FINGERPRINT: fingerprint})
