"""The report site: every page renders, data is shown as text, and errors name page and query."""

import re
from html.parser import HTMLParser

import duckdb
import pytest

from orchestration.publication import write_candidate
from orchestration.publication.models import DATABASE
from orchestration.report import SiteError, render_site
from orchestration.report.page import read_pages
from orchestration.report.render import PAGES
from publishing_fixtures import build_facts, write_work_database
from publishing_rows import FORMULA, RTL, SCRIPT

pytestmark = pytest.mark.unit

FRONT = "---\ntitle: Try\nmenu: Try\norder: 1\nlead: A page to try.\n---\n"
NAMES = ["index", "roles", "skills", "work", "companies", "comparisons", "next"]
NAMES += ["terms", "trends", "lifetimes", "published", "labels", "method"]
NEEDING = {"trends", "lifetimes", "published", "labels"}


class Outline(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.text = [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def every(self, attribute):
        return [values[attribute] for _, values in self.elements if attribute in values]


def make_candidate(folder, **options):
    facts = build_facts(is_synthetic=options.pop("is_synthetic", True))
    work = write_work_database(folder / "warehouse.duckdb", **options)
    write_candidate(work, folder / "next", facts)
    return folder / "next"


@pytest.fixture(scope="module")
def candidate(tmp_path_factory):
    return make_candidate(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def site(candidate):
    return {
        path.stem: path.read_text(encoding="utf-8") for path in render_site(candidate / DATABASE, candidate / "site")
    }


@pytest.fixture
def try_page(candidate, tmp_path):
    def render(body, front=FRONT):
        (tmp_path / "try.md").write_text(front + body, encoding="utf-8")
        (written,) = render_site(candidate / DATABASE, tmp_path / "out", pages=tmp_path)
        return written.read_text(encoding="utf-8")

    return render


def test_every_page_is_written_in_menu_order(site):
    assert list(site) == NAMES


def test_every_page_links_to_every_page(site):
    for html in site.values():
        assert {f"{name}.html" for name in NAMES} <= set(Outline(html).every("href"))


def test_hostile_strings_of_the_data_are_shown_as_text(site):
    for html in site.values():
        outline = Outline(html)
        tags = {tag for tag, _ in outline.elements}
        assert not tags & {"script", "iframe", "object", "embed", "form", "base", "img"}
        assert not [name for _, values in outline.elements for name in values if name.startswith("on")]
        assert not [link for link in outline.every("href") if ":" in link and link != "data:,"]
    companies = Outline(site["companies"]).text
    for text in (SCRIPT, FORMULA, RTL, "*bold* [x](javascript:alert(1))"):
        assert text in companies
    assert "{{ 7*7 }}" in Outline(site["skills"]).text
    assert SCRIPT in Outline(site["index"]).text


def test_pages_load_nothing_from_outside(site):
    for html in site.values():
        assert "default-src 'none'" in html
        assert not re.search(r"(?:src|href|url\()\W{0,2}(?:https?:)?//", html)


def test_equal_data_give_equal_pages(tmp_path_factory, site):
    other = make_candidate(tmp_path_factory.mktemp("again"))
    pages = {path.stem: path.read_text(encoding="utf-8") for path in render_site(other / DATABASE, other / "site")}
    assert pages == site


def test_synthetic_data_are_called_synthetic_on_every_page(site):
    assert all("Synthetic data:" in html for html in site.values())


def test_real_data_are_not_called_synthetic(tmp_path):
    target = make_candidate(tmp_path, is_synthetic=False)
    for path in render_site(target / DATABASE, target / "site"):
        assert "Synthetic data" not in path.read_text(encoding="utf-8")


def test_every_figure_names_its_query_and_shows_its_sql(site):
    for html in site.values():
        figures = re.findall(r"<figure.*?</figure>", html, re.DOTALL)
        assert figures
        for figure in figures:
            assert "How this was computed" in figure
            assert re.search(r"query <code>\w+</code>", figure)
            assert re.search(r"<pre tabindex=\"0\"><code>(?:select|with)\b", figure)


def test_ids_of_a_page_are_unique_and_every_inner_link_has_its_target(site):
    for html in site.values():
        outline = Outline(html)
        ids = outline.every("id")
        assert len(ids) == len(set(ids))
        assert {link[1:] for link in outline.every("href") if link.startswith("#")} <= set(ids)


def test_every_file_that_a_page_links_to_exists(candidate, site):
    offered = {link for html in site.values() for link in Outline(html).every("href") if link.startswith("../")}
    assert "../csv/reports.rpt_skill_demand.csv" in offered
    missing = [link for link in offered if not (candidate / "site" / link).exists()]
    # The manifest contains the hashes of the site, so it is written later.
    assert missing == ["../manifest.json"]


def test_every_chart_has_a_title_and_a_description(site):
    charts = re.findall(r'<svg class="bars".*?</svg>', site["roles"], re.DOTALL)
    assert charts
    for chart in charts:
        assert re.search(r"<title>[^<]+</title>\s*<desc>[^<]+</desc>", chart)
    assert "ai-first: 62.0%, 95% interval 58.4–65.3%" in site["roles"]


def test_every_source_has_its_own_section(site):
    for name in ("index", "roles", "skills", "companies", "terms", "published"):
        sections = re.split(r"<h2>", site[name])[1:]
        assert [Outline(section).text.partition("\n")[0] for section in sections] == ["harbour", "quay"]
        assert "is not to be compared with a figure of another" in site[name]


def test_a_figure_has_a_switch_of_counting_policies_with_postings_first(site):
    for name in ("index", "roles", "skills", "companies", "terms"):
        switches = re.findall(r'<fieldset class="switch">\s*<legend>Counted as.*?</fieldset>', site[name], re.DOTALL)
        assert switches, name
        for switch in switches:
            assert re.findall(r"<label[^>]*>(\w+)</label>", switch)[:2] == ["postings", "openings"]
            assert len(re.findall(r"<input[^>]* checked>", switch)) == 1
            assert switch.count('class="pane"') == switch.count("<input")


def test_survival_is_drawn_in_steps_with_a_band_where_there_is_an_interval(site):
    curves = re.findall(r'<svg class="curve".*?</svg>\n', site["lifetimes"], re.DOTALL)
    assert len(curves) == 3
    assert "70.0% are listed for longer" not in site["lifetimes"]
    # The curve is shown up to day 50, although the mart has later days.
    assert "all: 55.0% are listed for longer than 50 days" in site["lifetimes"]
    assert all('class="band"' in curve for curve in curves)


def test_a_refused_comparison_has_its_reason_and_movers_have_mix_and_within(site):
    refused = Outline(site["trends"].partition("Comparisons that are not possible")[2]).text
    assert SCRIPT in refused
    assert "-4.0" in Outline(site["trends"]).text
    assert "No change is significant" not in site["trends"]


@pytest.mark.parametrize(("second_high", "has_note"), [(0.45, True), (0.35, False)])
def test_overlapping_intervals_of_the_first_two_are_mentioned(try_page, tmp_path, second_high, has_note):
    (tmp_path / "_source.md").write_text((PAGES / "_source.md").read_text(encoding="utf-8"), encoding="utf-8")
    html = try_page(
        "```sql two\n"
        "select name, share, share_low, share_high from (values "
        f"('A', 0.5, 0.4, 0.6), ('B', 0.3, 0.2, {second_high})) as t (name, share, share_low, share_high)\n"
        "```\n"
        '{% from "_source.md" import overlap_note %}\n{{ overlap_note(two[0], two[1]) }}'
    )
    assert ("overlaps that of <bdi>B</bdi>" in html) is has_note


def test_empty_tables_render_as_no_postings(tmp_path):
    target = make_candidate(tmp_path, empty=True)
    pages = {path.stem: path.read_text(encoding="utf-8") for path in render_site(target / DATABASE, target / "site")}
    # A page that needs a table is left out without its rows.
    assert list(pages) == [name for name in NAMES if name not in NEEDING]
    for html in pages.values():
        assert "No postings in this population." in html


def test_an_empty_result_renders_as_no_postings_in_chart_and_table(try_page):
    query = "```sql nothing\nselect level, share from reports.rpt_levels where false\n```\n"
    html = try_page(query + '{{ bar_chart(nothing, label="level", value="share") }}\n\n{{ data_table(nothing) }}')
    assert html.count("No postings in this population.") == 2


def test_the_text_of_pages_contains_no_numbers():
    for page in read_pages(PAGES):
        text = re.sub(r"\{[{%].*?[}%]\}", "", page.body, flags=re.DOTALL).replace("95% interval", "interval")
        assert re.findall(r"[0-9]+", text) == [], page.name


def test_a_failing_query_is_named_with_its_page(try_page):
    with pytest.raises(SiteError, match=r"page try, query broken: .*nowhere") as caught:
        try_page("```sql broken\nselect nowhere from reports.rpt_levels\n```\n")
    assert (caught.value.page, caught.value.query) == ("try", "broken")


def test_a_missing_variable_is_named_with_its_page(try_page):
    with pytest.raises(SiteError, match="page try: 'levels' is undefined"):
        try_page("{{ levels }}")


def test_a_missing_column_in_the_text_is_named(try_page):
    with pytest.raises(SiteError, match=r"page try: .*'nowhere'"):
        try_page("```sql build\nselect fingerprint from meta.build\n```\n{{ build[0].nowhere }}")


def test_a_missing_column_of_a_chart_is_named_with_the_existing_ones(try_page):
    body = "```sql levels\nselect level, share from reports.rpt_levels\n```\n"
    with pytest.raises(SiteError, match="page try, query levels: no column 'name'; it has level, share"):
        try_page(body + '{{ bar_chart(levels, label="name", value="share") }}')


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("select * from staging.stg_hidden", "only marts, reports, meta are published"),
        ("select * from rpt_levels", "only marts, reports, meta are published"),
        ("select * from read_csv('/etc/hostname')", "disabled by configuration"),
        ("select 1; select 2", "one statement"),
        ("create table reports.mine as select 1 as a", "read-only"),
    ],
)
def test_a_query_that_reaches_beyond_the_published_tables_is_refused(try_page, sql, message):
    with pytest.raises(SiteError, match=message):
        try_page(f"```sql reaching\n{sql}\n```\n")


def test_two_queries_of_one_name_are_refused(try_page):
    query = "```sql twice\nselect fingerprint from meta.build\n```\n"
    with pytest.raises(SiteError, match="page try, query twice"):
        try_page(query + query)


def test_missing_keys_of_the_front_matter_are_named(try_page):
    with pytest.raises(SiteError, match="page try: the front matter lacks menu, order, lead"):
        try_page("", front="---\ntitle: Try\n---\n")


def test_a_template_that_does_not_parse_is_named(try_page):
    with pytest.raises(SiteError, match="page try"):
        try_page("{% for %}")


def test_a_value_cannot_become_a_link(try_page):
    with pytest.raises(SiteError, match="address of a link"):
        try_page("```sql build\nselect 'javascript:alert(1)' as a from meta.build\n```\n[here]({{ build[0].a }})")


def test_a_missing_database_is_named(tmp_path):
    with pytest.raises(SiteError, match=r"no database at .*absent\.duckdb"):
        render_site(tmp_path / "absent.duckdb", tmp_path / "out")


def test_nothing_is_written_when_a_page_fails(candidate, tmp_path):
    (tmp_path / "a.md").write_text(FRONT + "Fine.", encoding="utf-8")
    (tmp_path / "b.md").write_text(FRONT + "{{ gone }}", encoding="utf-8")
    with pytest.raises(SiteError):
        render_site(candidate / DATABASE, tmp_path / "out", pages=tmp_path)
    assert not (tmp_path / "out").exists()


def test_a_database_without_a_description_of_its_build_is_refused(tmp_path):
    with duckdb.connect(str(tmp_path / DATABASE)) as connection:
        connection.execute("create schema meta")
        connection.execute("create table meta.build (fingerprint varchar, code_version varchar, is_synthetic boolean)")
    with pytest.raises(SiteError, match="nothing says whether the data is synthetic"):
        render_site(tmp_path / DATABASE, tmp_path / "out")
