"""One posting explained: its attributes, the words and fields behind them, its text with the evidence marked."""
