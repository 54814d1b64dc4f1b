"""A posting explained as one HTML file without outside parts; every word of it is escaped by the templates."""

import hashlib
import re

from markupsafe import Markup

from orchestration.queries.explain.explanation import Explanation
from orchestration.queries.explain.spans import pieces
from orchestration.report.render import TEMPLATES, site_templates


def render(told: Explanation) -> str:
    """The page."""
    style = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in ("style.css", "explain.css"))
    return (
        site_templates()
        .get_template("explain.html")
        .render(
            told=told,
            pieces=pieces(told.text, told.mentions),
            by_number={one.number: one for one in told.mentions},
            style=Markup(style),  # noqa: S704 - our own files
        )
    )


def file_name(posting_id: str) -> str:
    """A name that every file system takes; ids that differ have names that differ."""
    safe = re.sub(r"[^A-Za-z0-9._-]+", "-", posting_id).strip(".-")[:80]
    return f"{safe}-{hashlib.sha256(posting_id.encode()).hexdigest()[:8]}.html"
