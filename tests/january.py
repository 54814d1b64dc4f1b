"""The inputs of the January postings and their registration, for every test that builds them."""

from datetime import date

FRAME = "Built In, search 'AI Engineer'; Los Angeles, New York, London, Amsterdam, Berlin; four weeks to 2026-02-04"
FEBRUARY = date(2026, 2, 4)
INPUTS = ("postings", "annotations", "listing_2026-02-04.csv")
