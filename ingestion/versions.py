"""Posting versions: each distinct text of a posting once, with its language and sections.

Here: from observations to versions. Not here: cleaning of text (`text.py`), what a version mentions
(`mentions.py`), which version of a posting is the latest (dbt).
"""

from pathlib import Path
from typing import Any

import pyarrow as pa

from ingestion.language import UNDETERMINED, detect_language, words_by_language
from ingestion.layout import SEEDS
from ingestion.posting import POSTING_VERSIONS
from ingestion.sections import find_sections, read_headings
from ingestion.seeds import load_seed

_COLUMNS = ("posting_id", "source", "snapshot_on", "title", "company", "text", "text_hash", "has_text")


def build_versions(observations: pa.Table, overrides: Path | None = None, seeds: Path = SEEDS) -> pa.Table:
    """One row per distinct version_id of the counted observations, by version_id.

    Where several observations carry the same version, the first by observation_id is taken.
    """
    words = words_by_language(load_seed("language_word", overrides, seeds))
    headings = read_headings(load_seed("phrase", overrides, seeds))
    rows = []
    for row in _chosen(observations):
        text = row["text"] or ""
        sections = [
            {"section": section.name, "start_offset": section.start, "end_offset": section.end}
            for section in find_sections(text, headings)
        ]
        body = text.partition("\n")[2]
        language = detect_language(body, words) if row["has_text"] else UNDETERMINED
        rows.append({**row, "text": text, "char_count": len(text), "language": language, "sections": sections})
    return pa.Table.from_pylist(rows, schema=POSTING_VERSIONS)


def _chosen(observations: pa.Table) -> list[dict[str, Any]]:
    """Return the observation that stands for each version."""
    identities = observations.select(["version_id", "standing", "observation_id"]).to_pylist()
    counted = sorted(
        (row["version_id"], row["observation_id"], index)
        for index, row in enumerate(identities)
        if row["version_id"] is not None and row["standing"] == "counted"
    )
    first: dict[str, int] = {}
    for version_id, _, index in counted:
        first.setdefault(version_id, index)
    picked = observations.select(list(_COLUMNS)).take(pa.array(first.values(), type=pa.int64()))
    return [{"version_id": version_id, **row} for version_id, row in zip(first, picked.to_pylist(), strict=True)]
