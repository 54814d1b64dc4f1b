"""One posting explained: its attributes, the words and fields behind them, its text with the evidence marked.

Here: reading it from the publication and showing it. Not here: the subcommand (`orchestration/cli/queries.py`).
"""
