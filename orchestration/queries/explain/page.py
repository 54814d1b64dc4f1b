"""A posting explained as one HTML file that loads nothing else; the template escapes every word of it.

Not here: the template itself (`orchestration/report/templates/explain.html`).
"""

import hashlib
import re

from markupsafe import Markup

from orchestration.queries.explain.explanation import Explanation
from orchestration.queries.explain.spans import pieces
from orchestration.report.render import TEMPLATES, site_templates


def render(explanation: Explanation) -> str:
    """Render the page as HTML."""
    style = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in ("style.css", "explain.css"))
    return (
        site_templates()
        .get_template("explain.html")
        .render(
            posting=explanation,
            pieces=pieces(explanation.text, explanation.mentions),
            by_number={mention.number: mention for mention in explanation.mentions},
            style=Markup(style),  # noqa: S704 - our own files
        )
    )


def file_name(posting_id: str) -> str:
    """Give a file name that is valid on every file system; different ids have different names."""
    # The hash distinguishes ids that become equal when their special characters are replaced or their end is cut.
    safe = re.sub(r"[^A-Za-z0-9._-]+", "-", posting_id).strip(".-")[:80]
    return f"{safe}-{hashlib.sha256(posting_id.encode()).hexdigest()[:8]}.html"
