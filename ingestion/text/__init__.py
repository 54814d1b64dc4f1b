"""Texts of postings: cleaned, their language and sections, one version for each distinct text."""
