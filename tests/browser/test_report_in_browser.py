"""The report in a real browser, opened from disk: layout, no outside request, no script."""

import base64
import json

import pytest
from browsing import started

from orchestration.publication import write_candidate, write_manifest
from orchestration.publication.models import DATABASE
from orchestration.report import render_site
from publishing_fixtures import build_facts, write_work_database

webdriver = pytest.importorskip("selenium.webdriver")

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    facts, target = build_facts(), folder / "next"
    tables = write_candidate(write_work_database(folder / "warehouse.duckdb"), target, facts)
    render_site(target / DATABASE, target / "site")
    write_manifest(target, facts, tables)
    return target / "site"


@pytest.fixture(scope="module")
def browser(chromium, tmp_path_factory):
    with started(chromium, tmp_path_factory.mktemp("profile")) as driver:
        yield driver


def open_page(browser, path, width=1440, scheme="light"):
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    browser.get(path.as_uri())


def pages_of(report):
    return sorted(report.glob("*.html"))


def brightness_of(screenshot, browser):
    """Return the number of shades of a screenshot and their mean, computed in the browser."""
    return browser.execute_async_script(
        """
        const [data, done] = arguments;
        const image = new Image();
        image.onload = () => {
          const canvas = document.createElement('canvas');
          canvas.width = image.width; canvas.height = image.height;
          const context = canvas.getContext('2d');
          context.drawImage(image, 0, 0);
          const pixels = context.getImageData(0, 0, image.width, image.height).data;
          const shades = new Set(); let sum = 0, count = 0;
          for (let i = 0; i < pixels.length; i += 4 * 7) {
            const shade = Math.round((pixels[i] + pixels[i + 1] + pixels[i + 2]) / 3);
            shades.add(shade); sum += shade; count += 1;
          }
          done([shades.size, sum / count]);
        };
        image.src = 'data:image/png;base64,' + data;
        """,
        screenshot,
    )


def test_every_page_opens_without_an_error_or_an_outside_request(browser, report):
    browser.get_log("browser"), browser.get_log("performance")
    for page in pages_of(report):
        open_page(browser, page)
        assert browser.title
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    requested = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
    assert {url for url in requested if url.startswith("file://")} == {page.as_uri() for page in pages_of(report)}
    assert [url for url in requested if not url.startswith(("file://", "data:"))] == []
    assert browser.get_log("browser") == []


def test_every_page_is_linked_from_the_first(browser, report):
    open_page(browser, report / "index.html")
    reached = set()
    for place in range(len(pages_of(report))):
        browser.find_elements("css selector", "nav a")[place].click()
        assert browser.find_element("css selector", "nav a[aria-current]").text
        assert browser.find_element("tag name", "h1").text
        reached.add(browser.current_url)
    assert reached == {page.as_uri() for page in pages_of(report)}


def test_no_script_of_the_data_ran(browser, report):
    for page in pages_of(report):
        open_page(browser, page)
        assert browser.execute_script("return document.scripts.length") == 0
    assert browser.execute_script("return document.querySelectorAll('[onclick],[onload],[onerror]').length") == 0


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_no_page_is_wider_than_its_screen(browser, report, width):
    for page in pages_of(report):
        open_page(browser, page, width)
        wide = browser.execute_script(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, page.name


@pytest.mark.parametrize("width", [360, 1440])
def test_no_text_of_a_chart_leaves_the_chart(browser, report, width):
    for page in pages_of(report):
        open_page(browser, page, width)
        outside = browser.execute_script(
            """
            return [...document.querySelectorAll('svg.bars text, svg.curve text')].filter(text => {
              const box = text.getBoundingClientRect();
              const plot = text.closest('.plot').getBoundingClientRect();
              return box.left < plot.left - 1 || box.right > plot.right + 1;
            }).map(text => text.textContent);
            """
        )
        assert outside == [], page.name


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize(("scheme", "is_bright"), [("light", True), ("dark", False)])
def test_the_report_is_drawn_in_light_and_dark(browser, report, width, scheme, is_bright):
    open_page(browser, report / "index.html", width, scheme)
    # With a given size: on a busy machine the browser may not know the size of the page yet.
    height = browser.execute_script("return document.documentElement.scrollHeight")
    clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
    screenshot = browser.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip})[
        "data"
    ]
    assert len(base64.b64decode(screenshot)) > 10_000
    browser.get("about:blank")
    shades, mean = brightness_of(screenshot, browser)
    assert shades > 40
    assert (mean > 128) is is_bright


def test_the_query_of_a_figure_unfolds_without_a_script(browser, report):
    open_page(browser, report / "skills.html", 360)
    details = browser.find_element("css selector", ".provenance details")
    sql = details.find_element("tag name", "pre")
    assert not sql.is_displayed()
    details.find_element("tag name", "summary").click()
    assert sql.is_displayed()
    assert "reports.rpt_skill_demand" in sql.text


def test_the_counting_policy_is_switched_without_a_script(browser, report):
    open_page(browser, report / "roles.html", 360)
    first, second = browser.find_elements("css selector", ".switch")[0].find_elements("css selector", ".pane")[:2]
    assert (first.is_displayed(), second.is_displayed()) == (True, False)
    browser.find_element("css selector", ".switch label:nth-of-type(2)").click()
    assert (first.is_displayed(), second.is_displayed()) == (False, True)
