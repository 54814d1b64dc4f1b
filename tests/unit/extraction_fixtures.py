"""A small set of seeds and one-posting batches for the extraction tests."""

import csv
import hashlib
from datetime import date
from functools import cache
from unittest.mock import patch

import pyarrow as pa

from ingestion.extraction.mentions import compile_rules, scan
from ingestion.schemas import OBSERVATIONS
from ingestion.storage.layout import SEEDS
from ingestion.storage.seeds import SEED_COLUMNS, load_seed
from ingestion.text import versions
from ingestion.text.versions import build_versions

SKILLS = ("React", "React Native", "Azure", "Azure DevOps", "GitHub", "GitHub Actions", "SQL", "SQL Server", "Python")
MORE_SKILLS = ("C++", "C#", ".NET", "Node.js", "CI/CD", "AWS", "Java", "Docker", "Rust", "Elastic")
AMBIGUOUS = {"Go": "go", "R": "letter-r", "C": "letter-c"}
CONTEXT_RULES = (
    ("go", "python|rust|java|golang|backend", "100", "to|let's", "-to|live", "", "false"),
    ("letter-r", "python|sql", "100", "series", "&d", "", "false"),
    ("letter-c", "c++|rust|java|python", "100", "series", "-suite|-level", "", "false"),
    ("own", "", "100", "", "", "", "true"),
)
FILLER = (
    "\n\nYou will work with the people of our team, and you are in the office or at home as you like it to be for you."
)


def write_seed(folder, name, rows):
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(SEED_COLUMNS[name])
        writer.writerows(rows)


def write_seeds(folder):
    """Skills of our own beside the project's phrases, context rules and words."""
    for name in ("phrase", "context_rule", "language_word", "role_signal"):
        (folder / f"{name}.csv").write_bytes((SEEDS / f"{name}.csv").read_bytes())
    names = (*SKILLS, *MORE_SKILLS, *AMBIGUOUS)
    write_seed(folder, "skill", [(name, name, "tools", "technology", "", "") for name in names])
    aliases = [(name, name, "any_case", "own" if name == "Elastic" else "", "") for name in (*SKILLS, *MORE_SKILLS)]
    exact = [(name, name, "exact", context_rule, "") for name, context_rule in AMBIGUOUS.items()]
    write_seed(folder, "skill_alias", aliases + exact)
    write_seed(folder, "skill_context_rule", [(*context_rule, "", "", "") for context_rule in CONTEXT_RULES])
    return folder


def observe(*texts, company="Crumb Ltd", dedup_status="primary"):
    """Observations of texts whose first line is the title."""
    rows = [
        {
            "observation_id": f"o{number}",
            "posting_id": f"test:{number}",
            "source": "test",
            "snapshot_on": date(2026, 1, 5),
            "dedup_status": dedup_status,
            "title": text.partition("\n")[0],
            "company": company,
            "text": text,
            "has_text": True,
            "text_hash": hashlib.sha256(text.encode()).hexdigest(),
            "version_id": f"test:{number}:{hashlib.sha256(text.encode()).hexdigest()[:8]}",
        }
        for number, text in enumerate(texts)
    ]
    return pa.Table.from_pylist(rows, schema=OBSERVATIONS)


class Extraction:
    """Seeds compiled once, and short methods that return mentions."""

    def __init__(self, folder):
        self.seeds = write_seeds(folder)
        self.rules = compile_rules(seeds=self.seeds)
        # The seeds do not change between two texts, and reading them took half the time of a test.
        self.load_seed = cache(load_seed)

    def versions(self, *texts, **options):
        with patch.object(versions, "load_seed", self.load_seed):
            return build_versions(observe(*texts, **options), seeds=self.seeds)

    def mentions(self, body, title="Baker", company="Crumb Ltd"):
        """All mentions of one English posting."""
        return scan(self.versions(f"{title}\n\n{body}{FILLER}", company=company), self.rules).to_pylist()

    def of_kind(self, kind, body, **options):
        return [row for row in self.mentions(body, **options) if row["kind"] == kind]

    def skills(self, body, **options):
        return [row["canonical_id"] for row in self.of_kind("skill", body, **options)]
