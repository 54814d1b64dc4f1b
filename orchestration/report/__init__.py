"""The report: Markdown pages with named SQL queries, rendered to HTML that opens from disk.

Here: pages (`pages/*.md`), what turns them into HTML, and how that looks (`templates/`). Not here:
the numbers. They come from the published database and from nowhere else.
"""

from orchestration.report.errors import SiteError
from orchestration.report.render import render_site

__all__ = ["SiteError", "render_site"]
