"""The one error of the report: it names the page, the query and what is wrong.

Here: the error alone, so that every part of the site may raise it. Not here: any handling of it.
"""


class SiteError(RuntimeError):
    """A page that cannot be rendered. `page` or `query` is empty where the fault lies outside of one."""

    def __init__(self, page: str, query: str, message: str) -> None:
        place = ", ".join(part for part in (page and f"page {page}", query and f"query {query}") if part)
        super().__init__(f"{place or 'report site'}: {message}")
        self.page = page
        self.query = query
        self.message = message

    def on(self, page: str) -> "SiteError":
        """Return the same error with the page that was being rendered."""
        return SiteError(page, self.query, self.message)
