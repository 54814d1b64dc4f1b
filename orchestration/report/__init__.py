"""The report: Markdown pages with named SQL queries, rendered to HTML that opens from disk.

Here: pages (`pages/*.md`), the code that turns them into HTML, and templates (`templates/`). Not here: the computation
of a number; all of them are read from the published database.
"""

from orchestration.report.errors import SiteError
from orchestration.report.render import render_site

__all__ = ["SiteError", "render_site"]
