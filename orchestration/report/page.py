"""A page's source: front matter, named SQL blocks, Markdown with expressions.

Here: parsing a page. Not here: running its queries (`results.py`) or rendering it (`render.py`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from orchestration.report.errors import SiteError

FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
# Blocks of `sql` with a name are removed before the Markdown is parsed; other blocks of code stay in the text.
QUERY = re.compile(r"^```sql ([a-z][a-z0-9_]*)\n(.*?)\n```$", re.DOTALL | re.MULTILINE)
REQUIRED = ("title", "menu", "order", "lead")


@dataclass(frozen=True)
class Page:
    """One page: `name` is its file's stem, `lead` the sentence under the title, `body` the rest.

    `needs` names a table; the page is left out where that table has no rows.
    """

    name: str
    title: str
    menu: str
    order: int
    lead: str
    queries: Mapping[str, str]
    body: str
    needs: str | None = None

    @property
    def file_name(self) -> str:
        """The name of the page's HTML file."""
        return f"{self.name}.html"


def read_pages(folder: Path) -> list[Page]:
    """Read the pages of a folder in menu order; files whose name begins with an underscore are included by pages."""
    pages = [read_page(path) for path in sorted(folder.glob("*.md")) if not path.name.startswith("_")]
    return sorted(pages, key=lambda page: (page.order, page.name))


def read_page(path: Path) -> Page:
    """Parse one page. Raises SiteError for missing front matter and for a query name that is used twice."""
    text = path.read_text(encoding="utf-8")
    matter = FRONT_MATTER.match(text)
    about = yaml.safe_load(matter.group(1)) if matter else {}
    missing = [key for key in REQUIRED if key not in about]
    if not matter or missing:
        raise SiteError(path.stem, "", f"the front matter lacks {', '.join(missing)}")
    body = text[matter.end() :]
    queries = QUERY.findall(body)
    # Checked here: a dictionary would silently keep the last of two queries with the same name.
    names = [name for name, _ in queries]
    for name in names:
        if names.count(name) > 1:
            raise SiteError(path.stem, name, "the name is used for two queries of the page")
    required = {key: about[key] for key in REQUIRED}
    return Page(name=path.stem, queries=dict(queries), body=QUERY.sub("", body), needs=about.get("needs"), **required)
