"""One scan of the texts: what their words say, each with the span that says it."""
