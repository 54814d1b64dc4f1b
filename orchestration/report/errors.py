"""The error of the report: it names the page, the query and what is wrong.

Here: the exception alone, so that every module of the report can import it. Not here: its handling.
"""


class SiteError(RuntimeError):
    """A page cannot be rendered. `page` and `query` are empty where the error is outside of one."""

    def __init__(self, page: str, query: str, message: str) -> None:
        place = ", ".join(part for part in (page and f"page {page}", query and f"query {query}") if part)
        super().__init__(f"{place or 'report site'}: {message}")
        self.page = page
        self.query = query
        self.message = message

    def on(self, page: str) -> "SiteError":
        """Give the same error with the name of the page that was being rendered."""
        return SiteError(page, self.query, self.message)
