"""Extraction of mentions from the texts of postings: skills, pay, years, work modes, each with its span."""
