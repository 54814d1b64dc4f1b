"""The report: each page of `pages/` with the results of its queries, as one HTML file that loads nothing else.

Here: the order of the steps, and the functions and filters that pages can use. Not here: figures (`figures.py`),
queries (`results.py`), templates and style (`templates/`).
"""

from collections.abc import Mapping
from pathlib import Path

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from markupsafe import Markup

from orchestration.publication.files import is_for_spreadsheets
from orchestration.publication.tables import describe_tables
from orchestration.report.errors import SiteError
from orchestration.report.figures import Figures, first_row
from orchestration.report.formats import day, dollars, interval, number, percent, points
from orchestration.report.markdown import Placeholders, to_html
from orchestration.report.page import Page, read_pages
from orchestration.report.results import QueryResult, Row, open_published, run_query

HERE = Path(__file__).parent
PAGES = HERE / "pages"
TEMPLATES = HERE / "templates"
FILTERS = {"percent": percent, "points": points, "number": number, "dollars": dollars, "day": day}
BUILD = "select fingerprint, code_version, is_synthetic from meta.build"


def render_site(database: Path, target: Path, pages: Path = PAGES) -> list[Path]:
    """Render every page from the published database to `target` and return the paths of the files.

    Equal data gives equal bytes. Raises `SiteError`, which names the page and the query; then nothing is written.
    """
    templates = site_templates()
    with open_published(database) as connection:
        build = first_row(run_query(connection, "", "build", BUILD))
        if build is None:
            raise SiteError("", "build", "meta.build has no row, so nothing says whether the data is synthetic")
        csv_files = _csv_files(connection)
        shown = [page for page in read_pages(pages) if _has_data(connection, page)]
        rendered = {}
        for page in shown:
            results = {name: run_query(connection, page.name, name, sql) for name, sql in page.queries.items()}
            content = _render_body(page, pages, results, Figures(templates, csv_files))
            rendered[page.file_name] = _render_frame(templates, page, shown, content, build)
    # Nothing is written before every page is rendered: a page that fails must not leave a part of a site.
    target.mkdir(parents=True, exist_ok=True)
    for file_name, html in rendered.items():
        (target / file_name).write_text(html, encoding="utf-8", newline="\n")
    return [target / file_name for file_name in rendered]


def _has_data(connection: duckdb.DuckDBPyConnection, page: Page) -> bool:
    """Whether the table that a page needs exists and has rows; a page that needs none is always shown."""
    if page.needs is None:
        return True
    # A build without the case study does not select the tables of its page.
    if page.needs not in _table_names(connection):
        return False
    query = f"select 1 as is_there from {page.needs} limit 1"  # noqa: S608 - the page's own front matter
    return bool(run_query(connection, page.name, "needs", query))


def _table_names(connection: duckdb.DuckDBPyConnection) -> set[str]:
    rows = connection.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
    return {str(name) for (name,) in rows}


def _render_body(page: Page, folder: Path, results: Mapping[str, QueryResult], figures: Figures) -> str:
    placeholders = Placeholders()
    # Two lines of defence: values are exchanged for placeholders, and autoescaping makes text of whatever might
    # pass it by.
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        # A misspelt name is an error and not a gap in a sentence.
        undefined=StrictUndefined,
        finalize=placeholders.store,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    environment.globals.update({**figures.functions(), "interval": interval, "first": first_row})
    try:
        return to_html(environment.from_string(page.body).render(results), placeholders)
    except SiteError as error:
        raise error.on(page.name) from error
    except (TemplateError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise SiteError(page.name, "", str(error)) from error


def _render_frame(templates: Environment, page: Page, pages: list[Page], content: str, build: Row) -> str:
    style = Markup((TEMPLATES / "style.css").read_text(encoding="utf-8"))  # noqa: S704 - our own file
    body = Markup(content)  # noqa: S704 - every value in it was escaped on its way in
    template = templates.get_template("page.html")
    return template.render(page=page, pages=pages, content=body, build=build, style=style)


def site_templates() -> Environment:
    """Make the environment of the templates, with autoescaping and the formats of this package as filters."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(FILTERS)
    return environment


def _csv_files(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """List the names of the CSV files that the candidate has beside the site."""
    row = connection.execute("select current_database()").fetchone()
    tables = describe_tables(connection, str(row[0]) if row else "")
    return frozenset(f"{table.full_name}.csv" for table in tables if is_for_spreadsheets(table))
